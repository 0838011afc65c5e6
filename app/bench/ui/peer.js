// The map library alone: labelled points that all move once a second, decluttered, on no base map.
window.__show = (count) => {
  const at = (n) => [12_705_000 + (n % 50) * 230, 3_560_000 + Math.floor(n / 50) * 230]
  const style = (feature) =>
    new ol.style.Style({
      image: new ol.style.Circle({ radius: 6, fill: new ol.style.Fill({ color: '#00838f' }) }),
      text: new ol.style.Text({
        text: feature.get('name'), offsetY: 15, font: '11px sans-serif',
        fill: new ol.style.Fill({ color: '#16212b' }), stroke: new ol.style.Stroke({ color: '#fff', width: 3 }),
      }),
    })
  const features = Array.from({ length: count }, (_, n) => {
    const feature = new ol.Feature({ geometry: new ol.geom.Point(at(n)), name: `救援队 ${n}` })
    feature.setStyle(style(feature))
    return feature
  })
  const layer = new ol.layer.Vector({ source: new ol.source.Vector({ features }), declutter: true, updateWhileInteracting: true })
  const map = new ol.Map({ target: 'map', layers: [layer], view: new ol.View({ center: at(1025), resolution: 11 }) })
  let tick = 0
  setInterval(() => {
    tick++
    features.forEach((feature, n) => {
      const [x, y] = at(n)
      feature.getGeometry().setCoordinates([x + 60 * Math.cos(n + tick / 9), y + 60 * Math.sin(n + tick / 9)])
    })
  }, 1000)
  window.__muster = {
    pixelOf: (lon, lat) => map.getPixelFromCoordinate(ol.proj.fromLonLat([lon, lat])) ?? [0, 0],
  }
}

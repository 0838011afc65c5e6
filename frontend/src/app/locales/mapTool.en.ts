/** Words of the tools of the map: measuring, printing, layers, keyboard. */
export default {
  levelUnknown: 'Level not set',
  look: { available: 'available', committed: 'ordered, not departed', moving: 'en route', returning: 'returning', scene: 'on scene', out: 'out of service' },
  response: { reported: 'reported', responding: 'responding', over: 'stood down' },
  trade: {
    fire: 'fire', hazmat: 'hazmat', monitoring: 'monitoring', rescue: 'search and rescue', medical: 'medical', transport: 'transport', traffic: 'traffic', drainage: 'drainage', water: 'water rescue',
    lifting: 'machinery and lifting', mine: 'mine rescue', power: 'power and light', communications: 'communications', shelter: 'shelter', care: 'psychological care', command: 'command', other: 'other',
  },
  legend: { level: 'Level (colour, outline, numeral)', response: 'Response (frame)', state: 'State (outline, colour)', trade: 'Trade', kind: 'Kind', gathered: 'several in one place', several: 'several in one place; click to list' },
  place: {
    hospital: 'hospital', shelter: 'shelter', school: 'school as shelter', chemical_plant: 'chemical plant', gas_station: 'gas station', fuel_depot: 'fuel depot', water_works: 'water works', cold_store: 'cold store', warehouse: 'chemical store',
    government: 'government depot', fire: 'fire depot', flood_control: 'flood depot', health: 'health depot', agreement: 'depot by agreement',
  },
  reset: 'Usual layers',
  gathered: { title: '{n} {n|thing|things} here', zoom: 'Zoom in here', count: '{look} {n}', free: '{free} of {capacity} free' },
  tools: 'Map tools',
  measure: {
    line: 'Measure a distance', area: 'Measure an area', lineHint: 'Click to add points; double-click or Enter ends, Backspace takes one back, Esc cancels', areaHint: 'Click at least three points; double-click or Enter ends, Backspace takes one back, Esc cancels',
    clear: 'Clear measurements', around: 'around {length}', m: '{n} m', km: '{n} km', m2: '{n} m²', km2: '{n} km²',
  },
  draw: { hint: 'Click to add points; double-click or Enter ends, Backspace takes one back, Esc cancels; snaps to roads and edges' },
  drive: {
    toggle: 'Drive time to the cursor', from: 'from {name}', ownReady: '{name} driving (and {time} to get ready)', team: 'nearest free: {name}', unknown: 'time unknown', none: 'no free team within an hour', working: 'working it out…',
  },
  selected: { show: 'Show', follow: 'Follow', unfollow: 'Stop following', away: '{name} is out of view, {distance}', close: 'Hide this', offer: '{what} is not all in view', whole: 'Show all of it' },
  what: { way: 'The way', hazard: 'The sketched area' },
  followEnded: 'No longer following',
  north: 'N',
  datum: 'WGS-84 / CGCS2000',
  walk: {
    name: 'Map. Arrow keys move it, plus and minus zoom, Tab goes from thing to thing, Enter opens, Escape then Tab leaves', at: '{what}, {n} of {total}', none: 'Nothing to look at in view', left: 'Left the things of the map',
  },
  print: {
    open: 'Print or save the map', title: 'Title', unit: 'Unit', author: 'Author', paper: 'Format', landscape: 'Landscape', portrait: 'Portrait', print: 'Print', save: 'Save as PNG', making: 'Drawing the map…',
    failed: 'The map was not drawn: {why}', madeAt: 'Made at', dataAt: 'Data as of', age: '{n} s old', ageMinutes: '{n} min old', ageUnknown: 'unknown', datum: 'Datum', legend: 'Legend', exercise: 'EXERCISE', usual: 'Situation map', scale: 'Scale', sources: 'Sources', close: 'Close',
    offline: 'Disconnected: the map shows what was known before',
  },
}

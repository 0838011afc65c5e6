/** Keeps the features of a layer equal to the records of the picture, touching only what changed. */
import Feature from 'ol/Feature'
import type Geometry from 'ol/geom/Geometry'
import LineString from 'ol/geom/LineString'
import MultiPolygon from 'ol/geom/MultiPolygon'
import PointGeometry from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import { fromLonLat, transformExtent } from 'ol/proj'
import type VectorSource from 'ol/source/Vector'

import type { HazardArea, Point, PolygonArea } from '@/api/models'

export interface Drawn {
  geometry: Geometry
  properties: Record<string, unknown>
}

/** Return a map point for a WGS-84 position. */
export function pointOf(at: Point): PointGeometry {
  return new PointGeometry(fromLonLat([at.lon, at.lat]))
}

/** Return a map polygon for a GeoJSON area. */
export function polygonOf(area: PolygonArea): Polygon {
  return new Polygon(area.coordinates.map((ring) => ring.map((at) => fromLonLat(at as number[]))))
}

/** Return the map geometry of an area: one polygon or several. */
export function areaOf(area: HazardArea['area']): Polygon | MultiPolygon {
  if (area.type === 'Polygon') return polygonOf(area)
  return new MultiPolygon(area.coordinates.map((part) => part.map((ring) => ring.map((at) => fromLonLat(at as number[])))))
}

/** Return a map line for a GeoJSON line. */
export function lineOf(line: { coordinates: unknown[] }): LineString {
  return new LineString(line.coordinates.map((at) => fromLonLat(at as number[])))
}

/** Return the box of a map extent in degrees. */
export function boxOf(extent: number[]): [west: number, south: number, east: number, north: number] {
  return transformExtent(extent, 'EPSG:3857', 'EPSG:4326') as [number, number, number, number]
}

interface Held {
  stamp: readonly unknown[]
  feature: Feature
}

/**
 * Return a function that brings a source up to date: `stampOf` names the objects a feature depends on,
 * so that a feature is rebuilt only when one of them was replaced.
 */
export function syncer<T>(
  source: VectorSource,
  stampOf: (record: T) => readonly unknown[],
  draw: (record: T) => Drawn | null,
): (records: Iterable<[string, T]>) => void {
  const held = new Map<string, Held>()
  return (records) => {
    const seen = new Set<string>()
    const fresh: Feature[] = []
    for (const [id, record] of records) {
      const stamp = stampOf(record)
      seen.add(id)
      const known = held.get(id)
      if (known && known.stamp.every((part, index) => part === stamp[index])) continue
      const drawn = draw(record)
      if (known && drawn) {
        known.feature.setGeometry(drawn.geometry)
        known.feature.setProperties(drawn.properties)
        held.set(id, { stamp, feature: known.feature })
      } else if (known) {
        source.removeFeature(known.feature)
        held.delete(id)
      } else if (drawn) {
        const feature = new Feature({ ...drawn.properties, geometry: drawn.geometry })
        feature.setId(id)
        held.set(id, { stamp, feature })
        fresh.push(feature)
      }
    }
    source.addFeatures(fresh)
    for (const [id, { feature }] of held) {
      if (seen.has(id)) continue
      source.removeFeature(feature)
      held.delete(id)
    }
  }
}

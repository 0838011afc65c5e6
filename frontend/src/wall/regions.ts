/** The areas of the map by name, as boxes a wall can be set to. */
import { transformExtent } from 'ol/proj'

import { api, unwrap } from '@/api/client'
import { readBoundaries } from '@/map/layers'

import type { Box } from './settings'

export interface NamedBox {
  code: string
  name: string
  box: Box
}

/** Return the outlines of the areas as boxes in degrees, the larger areas first. */
export async function boundaryBoxes(): Promise<NamedBox[]> {
  const found = await unwrap(api.GET('/api/boundaries'))
  return readBoundaries(found as object)
    .map((feature) => ({
      code: String(feature.get('code') ?? feature.getId() ?? feature.get('name')),
      name: String(feature.get('name')),
      box: transformExtent(feature.getGeometry()!.getExtent(), 'EPSG:3857', 'EPSG:4326') as Box,
    }))
    .sort((a, b) => a.code.localeCompare(b.code))
}

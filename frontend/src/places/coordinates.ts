/** Coordinates as they run along under the cursor; forms that need the service are not among them. */
import { forward } from 'mgrs'

import { toBd09, toGcj02 } from './chineseDatums'
import type { CursorForm } from './store'

function dms(value: number, letters: string): string {
  const tenths = Math.round(Math.abs(value) * 36_000)
  const degrees = Math.floor(tenths / 36_000)
  const minutes = Math.floor((tenths % 36_000) / 600)
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0')
  return `${degrees}°${String(minutes).padStart(2, '0')}′${seconds}″${letters[value >= 0 ? 0 : 1]}`
}

const degrees = ([lon, lat]: [number, number]): string => `${lon.toFixed(5)}, ${lat.toFixed(5)}`

/** The datum of what is written: the two of web maps, else that of the map. */
export const datumOf = (form: CursorForm): string | null => ({ gcj02: 'GCJ-02', bd09: 'BD-09' } as Partial<Record<CursorForm, string>>)[form] ?? null

/** Write a WGS-84 position in one form; empty where a grid is not defined. */
export function written(lon: number, lat: number, form: CursorForm): string {
  if (form === 'degrees') return degrees([lon, lat])
  if (form === 'gcj02') return degrees(toGcj02(lon, lat))
  if (form === 'bd09') return degrees(toBd09(lon, lat))
  if (form === 'dms') return `${dms(lat, 'NS')} ${dms(lon, 'EW')}`
  if (lat < -80 || lat > 84) return ''
  const found = forward([lon, lat], 4)
  const [, zone, square, digits] = /^(\d+[A-Z])([A-Z]{2})(\d+)$/.exec(found)!
  return `${zone} ${square} ${digits!.slice(0, digits!.length / 2)} ${digits!.slice(digits!.length / 2)}`
}

/** What one wall shows: read from its address, so that a screen that starts again starts the same. */

export const PANELS = ['alarms', 'incidents', 'clocks', 'map', 'teams', 'needs', 'districts', 'closures', 'log'] as const
export type WallPanel = (typeof PANELS)[number]
export type Box = [west: number, south: number, east: number, north: number]

export interface WallSettings {
  /** What stands at the top; the area's name where nothing is said. */
  name: string
  /** The region of the map; the site's where nothing is said. */
  box: Box | null
  hidden: WallPanel[]
  light: boolean
  lang: 'zh-CN' | 'en'
  /** Lists that do not fit turn their pages, as shipped; otherwise the worst stay and the rest is counted. */
  rotate: boolean
  sound: boolean
  /** The whole picture is moved by a few pixels now and then, against burning in. */
  shift: boolean
  /** The lunar date beside the date, on a Chinese wall. */
  lunar: boolean
  /** A time of day, HH:MM, at which the page may load itself anew; never where nothing is said. */
  reload: string
}

export const SHIPPED: WallSettings = { name: '', box: null, hidden: [], light: false, lang: 'zh-CN', rotate: true, sound: false, shift: true, lunar: false, reload: '' }

/** Return four degrees as a box, or null where they are not one. */
export function readBox(text: string): Box | null {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (parts.length !== 4 || parts.some((part) => !Number.isFinite(part))) return null
  const [west, south, east, north] = parts as Box
  const real = west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north
  return real ? [west, south, east, north] : null
}

/** Read the settings from an address; what is not said, or not understood, is as shipped. */
export function readSettings(query: Record<string, unknown>): WallSettings {
  const said = (name: string): string => (typeof query[name] === 'string' ? (query[name] as string) : '')
  const reload = said('reload')
  return {
    name: said('name').slice(0, 60),
    box: readBox(said('bbox')),
    hidden: said('hide').split(',').filter((one): one is WallPanel => (PANELS as readonly string[]).includes(one)),
    light: said('theme') === 'light',
    lang: said('lang') === 'en' ? 'en' : 'zh-CN',
    rotate: said('rotate') !== '0',
    sound: said('sound') === '1',
    shift: said('shift') !== '0',
    lunar: said('lunar') === '1',
    reload: /^([01]\d|2[0-3]):[0-5]\d$/.test(reload) ? reload : '',
  }
}

/** Write settings as the address of a wall; what is as shipped is left out. */
export function writeSettings(settings: WallSettings): Record<string, string> {
  const query: Record<string, string> = {}
  if (settings.name) query.name = settings.name
  if (settings.box) query.bbox = settings.box.map((part) => Number(part.toFixed(5))).join(',')
  if (settings.hidden.length) query.hide = settings.hidden.join(',')
  if (settings.light) query.theme = 'light'
  if (settings.lang === 'en') query.lang = 'en'
  if (!settings.rotate) query.rotate = '0'
  if (settings.sound) query.sound = '1'
  if (!settings.shift) query.shift = '0'
  if (settings.lunar) query.lunar = '1'
  if (settings.reload) query.reload = settings.reload
  return query
}

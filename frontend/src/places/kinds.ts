/** How kinds of places are marked in lists and on the map. */

const MARKS: Record<string, string> = {
  city: '◎', district: '◎', township: '○', town: '○', village: '•', hamlet: '•', neighbourhood: '•', populated_place: '•', road: '═', junction: '互', toll_station: '费',
  service_area: '服', bridge: '桥', tunnel: '隧', milestone: '桩', coordinates: '⊕', hospital: '医', clinic: '诊', ambulance_station: '急', fire_station: '消', police: '警', school: '校',
  university: '校', government: '政', fuel: '油', railway_station: '铁', bus_station: '汽', ferry_terminal: '渡', airport: '航', helipad: 'H', shelter: '避', alpine_hut: '屋', hotel: '宿',
  works: '厂', dam: '坝', river: '≈', lake: '≈', peak: '▲', pass: '垭', incident: '⬢', team: '●', depot: '■', facility: '✦', hazard_source: '▼',
}
const WITH_MARK = new Set(['hospital', 'fire_station', 'police', 'fuel', 'railway_station', 'airport', 'helipad', 'peak', 'shelter', 'ambulance_station'])

/** The mark of a kind, a pin for what is not known. */
export const markOf = (kind: string): string => MARKS[kind] ?? '•'

/** The mark that stands before a name on the base map, none for settlements and streets. */
export const mapMarkOf = (kind: string): string => (WITH_MARK.has(kind) ? markOf(kind) : '')

/** How kinds of places are marked in lists and on the map. */

const MARKS: Record<string, string> = {
  city: '◎', district: '◎', township: '○', town: '○', village: '•', hamlet: '·', neighbourhood: '•', populated_place: '•', road: '═', junction: '⤨', toll_station: '⊟',
  service_area: 'P', bridge: '⌒', tunnel: '∩', milestone: '▯', coordinates: '⌖', hospital: '✚', clinic: '✚', ambulance_station: '✚', fire_station: '♨', police: '⛨', school: '文',
  university: '文', government: '★', fuel: '⛽', railway_station: '▤', bus_station: '▥', ferry_terminal: '⛴', airport: '✈', helipad: 'H', shelter: '⌂', alpine_hut: '⌂', hotel: '⌂',
  works: '⚙', dam: '▰', river: '≈', lake: '≈', peak: '▲', pass: '⋈', incident: '⬢', team: '●', depot: '■', facility: '✦', hazard_source: '▼',
}
const WITH_MARK = new Set(['hospital', 'fire_station', 'police', 'fuel', 'railway_station', 'airport', 'helipad', 'peak', 'shelter', 'ambulance_station'])

/** The mark of a kind, a pin for what is not known. */
export const markOf = (kind: string): string => MARKS[kind] ?? '⚲'

/** The mark that stands before a name on the base map, none for settlements and streets. */
export const mapMarkOf = (kind: string): string => (WITH_MARK.has(kind) ? markOf(kind) : '')

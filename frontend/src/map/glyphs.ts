/** The pictograms: our own drawings on a grid of 24, bold enough to be read at twelve pixels. */

/** What is filled (even-odd) and what is drawn as a line two units wide. */
export interface Glyph {
  fill?: string
  line?: string
}

const FLAME = 'M12 1.500c1 4.5 6.5 6.5 6.5 12.500a6.5 6.5 0 0 1-13 0c0-3.2 1.7-4.8 2.7-6.4.4 1.7 1.3 2.5 2.2 3C9.9 8 10.3 4.5 12 1.500z'
const FLASK = 'M8.5 2h7v2.500H14.500V10l5.8 9.300A1.8 1.8 0 0 1 18.8 22H5.200a1.8 1.8 0 0 1-1.5-2.700L9.5 10V4.500H8.500z'
const WAVES = 'M2 17.500q2.5-2 5 0t5 0 5 0 5 0M2 21.500q2.5-2 5 0t5 0 5 0 5 0'
const CROSS = 'M8.7 2.500h6.600v6.200h6.200v6.600h-6.200v6.200H8.700v-6.200H2.500V8.700h6.200z'
const TENT = 'M12 3l10.5 18H16l-4-7-4 7H1.500z'
const DROP = 'M12 1.500c4.3 5.4 7 9.2 7 13a7 7 0 0 1-14 0c0-3.8 2.7-7.6 7-13z'
const BARREL = 'M5 2.500h14V5h-1v5h1v2.500h-1v5h1V20H5v-2.500h1v-5H5V10h1V5H5z'
const CYLINDER = 'M7.5 9A4.5 4.5 0 0 1 11 4.700V2h2v2.700A4.5 4.5 0 0 1 16.5 9v13h-9z'

export const INCIDENT_GLYPHS = {
  hazmat_leak: { fill: `${BARREL}M12 6c2 2.7 3.2 4.4 3.2 6.100a3.2 3.2 0 0 1-6.4 0C8.8 10.4 10 8.7 12 6z` },
  fire_explosion: { fill: FLAME },
  urban_flood: { fill: 'M12 2l9 7.500h-2.500V14h-13V9.500H3z', line: WAVES },
  building_collapse: { fill: 'M3 22V8.500L10 3l.8 6-2.3 3 3.5 2.500L11 22zM13.5 22l1.2-6.5-2.2-3L16 8l5 3.500V22z' },
  traffic_accident: { fill: 'M3 12.500L5.3 6A2.5 2.5 0 0 1 7.6 4.300h8.800A2.5 2.5 0 0 1 18.7 6L21 12.500V20h-3.500v-2h-11v2H3zM6.7 11.300h10.600L16 7.300H8zM6 13.800h3v1.700H6zm9 0h3v1.700h-3z' },
  mine_tunnel_accident: { fill: 'M2 21.500V12a10 10 0 0 1 20 0v9.500h-4.500V12a5.5 5.5 0 0 0-11 0v9.500zM9 21.500v-3.700l2-2.600h3l1.5 2.800v3.500z' },
  gas_leak: { fill: CYLINDER, line: 'M3.5 4q-1.8 2.5 0 5t0 5M20.5 4q1.8 2.5 0 5t0 5' },
  earthquake: { line: 'M1.5 12.500h4l2.3-7 3.7 14 3.5-11 2 4H22.5' },
  landslide: { fill: 'M1.5 21.500L9.5 7l3.7 4.5 9.3 10zM15.5 2.500a2.5 2.5 0 1 0 .01 0zM20 9a2 2 0 1 0 .01 0z' },
  forest_fire: { fill: 'M8 1.500l5 8h-2.300l3 5H9.300V21H6.700v-6.500H2.300l3-5H3zM18.3 9c.8 2.8 4.2 4.3 4.2 8.500a4.2 4.2 0 0 1-8.4 0c0-2.1 1.1-3.2 1.8-4.2.3 1.1.8 1.6 1.4 2-.4-2.2-.1-4.4 1-6.300z' },
  epidemic: { fill: 'M12 6.500a5.5 5.5 0 1 0 .01 0z', line: 'M12 1.500v4M12 18.500v4M1.5 12h4M18.5 12h4M4.6 4.600l2.8 2.800M16.6 16.600l2.8 2.800M4.6 19.400l2.8-2.800M16.6 7.400l2.8-2.8' },
  other: { fill: 'M10 2.500h4l-.7 12h-2.600zM12 17a2.4 2.4 0 1 0 .01 0z' },
} satisfies Record<string, Glyph>
export type IncidentGlyph = keyof typeof INCIDENT_GLYPHS

/** What a team does, by which its mark is drawn. */
export const TRADE_GLYPHS = {
  fire: { fill: FLAME },
  hazmat: { fill: FLASK },
  monitoring: { fill: 'M12 4A10 10 0 0 0 2 14c0 2.3.8 4.4 2 6h16c1.2-1.6 2-3.7 2-6A10 10 0 0 0 12 4zm-1.5 9.500L17 8l-3.5 8a2 2 0 1 1-3-2.500z' },
  rescue: { fill: 'M2.5 15.500a9.5 9.5 0 0 1 6-9V11h2V4h3v7h2V6.500a9.5 9.5 0 0 1 6 9v1h-19zM1.5 18.300h21V21h-21z' },
  medical: { fill: CROSS },
  transport: { fill: 'M5 3.500h14A2.5 2.5 0 0 1 21.5 6v11.500h-2V20.500h-3.500v-3H8v3H4.500v-3h-2V6A2.5 2.5 0 0 1 5 3.500zM5 6.500v5h14v-5zM5 13.700h3v1.800H5zm11 0h3v1.800h-3z' },
  traffic: { fill: 'M10.3 2.500h3.400l1.8 5.300h-7zM7.8 9.800h8.400l1.8 5.300H6zM5.3 17h13.400l.9 2.300h2.400V22H2v-2.700h2.400z' },
  drainage: { fill: `${DROP}M10.7 8.500h2.600v5.300h2.900L12 18.800l-4.2-5h2.900z` },
  water: { fill: 'M10.8 2h2.400v1.500L20 11.500h-6.800V13h8.800l-2.3 4H4.300L2 13h8.800v-1.500H4.500l6.3-8z', line: 'M2 20.500q2.5-2 5 0t5 0 5 0 5 0' },
  lifting: { fill: 'M7 2h10v4h-3.500v4a5.8 5.8 0 1 1-7.3 5.600h3a2.8 2.8 0 1 0 2.8-2.800h-1.500V6H7z' },
  mine: { fill: 'M2 10C6.5 3.5 17.5 3.5 22 10l-2 1.500C17.8 9 15.8 8.3 13.7 8v14h-3.400V8C8.2 8.3 6.2 9 4 11.500z' },
  power: { fill: 'M13.5 1.500L3.5 14h6.700l-1.7 8.500L19.5 9.500h-6.700z' },
  communications: { fill: 'M10.7 9.500h2.600L17 22h-2.800l-.7-2.500h-3L9.8 22H7z', line: 'M7 12.500a6 6 0 0 1 0-9M17 12.500a6 6 0 0 0 0-9M12 6.900v2' },
  shelter: { fill: TENT },
  care: { fill: 'M12 21.500C4.8 15.8 2 12.7 2 9a5 5 0 0 1 10-1.700A5 5 0 0 1 22 9c0 3.7-2.8 6.8-10 12.500z' },
  command: { fill: 'M4.5 2h2.700v1.500H20.500l-3.3 4.7 3.3 4.800H7.200v9H4.500z' },
  other: { fill: 'M12 7a5 5 0 1 0 .01 0z' },
} satisfies Record<string, Glyph>
export type Trade = keyof typeof TRADE_GLYPHS

export const PLACE_GLYPHS = {
  depot: { fill: 'M12 2l9.5 4v3h-19V6zM3.5 10.500h8v5h-8zM12.7 10.500h7.800v5h-7.800zM3.5 16.700h8v5h-8zM12.7 16.700h7.800v5h-7.800z' },
  hospital: { fill: 'M4 2.500h5v6.700h6V2.500h5v19h-5v-7H9v7H4z' },
  shelter: { fill: TENT },
  school: { fill: 'M12 3l11 5.5-11 5.500L1 8.500zM5 13l7 3.7 7-3.700v4.500L12 21l-7-3.500z' },
  facility: { fill: CROSS },
  chemical_plant: { fill: FLASK },
  gas_station: { fill: CYLINDER },
  fuel_depot: { fill: BARREL },
  water_works: { fill: DROP },
  cold_store: { line: 'M12 2v20M3.3 7l17.4 10M3.3 17L20.7 7M9 3.500l3 2.5 3-2.500M9 20.500l3-2.5 3 2.5' },
  warehouse: { fill: 'M12 2.500l10.5 6V21.500h-4v-10h-13v10h-4V8.500zM7 13h10v2.500H7zM7 16.700h10v1.800H7zM7 19.700h10v1.800H7z' },
  source: { fill: 'M10 2.500h4l-.7 12h-2.600zM12 17a2.4 2.4 0 1 0 .01 0z' },
} satisfies Record<string, Glyph>
export type PlaceGlyph = keyof typeof PLACE_GLYPHS

/** Which trade a capability shows; the first one found in this order names the team's mark. */
const TRADE_OF: [capability: string, trade: Trade][] = [
  ['hazmat_control', 'hazmat'], ['decontamination', 'hazmat'], ['mine_rescue', 'mine'], ['fire_suppression', 'fire'], ['foam_attack', 'fire'],
  ['water_rescue', 'water'], ['search_rescue', 'rescue'], ['demolition_cutting', 'rescue'], ['ambulance_transport', 'medical'], ['medical_first_aid', 'medical'],
  ['gas_monitoring', 'monitoring'], ['drainage_pump', 'drainage'], ['engineering_machinery', 'lifting'], ['heavy_lift', 'lifting'], ['evacuation_transport', 'transport'],
  ['command_support', 'command'], ['communications', 'communications'], ['power_supply', 'power'], ['lighting', 'power'], ['traffic_control', 'traffic'],
  ['shelter_management', 'shelter'], ['psych_support', 'care'],
]

/** Return by what a team is drawn: the rarest thing that it can do. */
export function tradeOf(capabilities: readonly { capability_code: string }[]): Trade {
  const held = new Set(capabilities.map((one) => one.capability_code))
  return TRADE_OF.find(([code]) => held.has(code))?.[1] ?? 'other'
}

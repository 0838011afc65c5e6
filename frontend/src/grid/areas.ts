/** Whether a place lies in an area, by their codes: GB/T 2260 codes of larger areas end in pairs of zeros. */

/** Say whether the code of a place belongs to one of the areas or below it. */
export function liesIn(code: string, areas: readonly string[]): boolean {
  return areas.some((area) => code.startsWith(area.replace(/(00)+$/, '')))
}

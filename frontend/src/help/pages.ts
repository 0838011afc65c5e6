/** Which words of the trade the help of each page explains; its text is in the catalogue under the same name. */

export interface PageGuide {
  words: readonly string[]
}

export const GUIDES: Readonly<Record<string, PageGuide>> = {
  command: { words: ['incident', 'need', 'proposal', 'pick', 'shortfall', 'order', 'closure', 'hazardArea'] },
  'sign-in': { words: [] },
  resources: { words: ['team', 'depot', 'lot', 'readiness', 'confirmation', 'trust'] },
  stock: { words: ['lot', 'depot', 'stockMovement', 'promise', 'safetyStock', 'trust'] },
  places: { words: ['place', 'milestone'] },
  roads: { words: ['closure', 'run', 'speedFit'] },
  coverage: { words: ['coverage', 'capability', 'standard'] },
  aid: { words: ['mutualAid', 'aidRequest', 'covered'] },
  plans: { words: ['plan', 'filing', 'revisionTrigger'] },
  plan: { words: ['plan', 'edition', 'filing', 'revisionTrigger', 'positionCard'] },
  readiness: { words: ['planReadiness', 'designCase', 'plan', 'capability', 'trust'] },
  'run-cards': { words: ['runCard', 'plan', 'capability'] },
  tasks: { words: ['runCard', 'incident'] },
  survey: { words: ['surveyReport', 'plan', 'capability'] },
  requisitions: { words: ['requisition'] },
  import: { words: ['list', 'lot', 'roughPosition'] },
  labels: { words: ['label', 'box', 'lot'] },
  scan: { words: ['label', 'box'] },
  label: { words: ['label', 'box'] },
  director: { words: ['inject', 'seat', 'exercise'] },
  observer: { words: ['evaluation', 'inject'] },
  exercises: { words: ['exercise', 'seat', 'inject'] },
  improvements: { words: ['finding', 'improvementTask', 'revisionTrigger'] },
  'evaluation-reports': { words: ['evaluationReport', 'finding', 'evaluation'] },
  score: { words: ['provable', 'evaluation', 'exercise'] },
  replay: { words: ['event', 'exercise', 'inject', 'scenario'] },
  policies: { words: ['policy', 'standard', 'proposal'] },
  brief: { words: ['proposal', 'shortfall', 'reportStep'] },
  alarms: { words: ['alarm', 'reportStep'] },
  wall: { words: ['incident', 'order'] },
  history: { words: ['event', 'logEntry', 'sitrep'] },
  tokens: { words: ['token'] },
  desk: { words: ['incident', 'need', 'order'] },
  field: { words: ['order', 'sitrep'] },
}

const OTHERWISE: PageGuide = { words: [] }

/** The guide of a page by the name of its route. */
export function guideOf(route: unknown): PageGuide {
  return GUIDES[String(route)] ?? OTHERWISE
}

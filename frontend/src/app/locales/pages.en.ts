/** English words of the pages that the first sight does not need; they are loaded with the first of them. */
import hazard, { insideKind } from './hazard.en'
import aid from './aid.en'
import alarm from './alarmPage.en'
import closure from './closure.en'
import coverage from './coverage.en'
import stock from './stock.en'
import roads from './roads.en'
import directory from './directory.en'
import label from './label.en'
import study from './study.en'
import place from './placePage.en'
import grid from './grid.en'
import requisition from './requisition.en'
import importing from './importing.en'
import survey from './survey.en'
import planPaper from './planPaper.en'
import planReadiness from './planReadiness.en'
import token from './token.en'
import card from './card.en'
import guide from './guide.en'
import brief from './brief.en'
import wall from './wall.en'
import exercise from './exercise.en'
import improvement from './improvement.en'
import replay from './replay.en'
import score from './score.en'
import inject from './inject.en'

export default {
  hazard,
  insideKind,
  aid,
  alarm,
  closure,
  coverage,
  stock,
  roads,
  directory,
  label,
  study,
  place,
  grid,
  requisition,
  importing,
  survey,
  planPaper,
  planReadiness,
  token,
  card,
  guide,
  brief,
  wall,
  exercise,
  improvement,
  replay,
  score,
  inject,
}

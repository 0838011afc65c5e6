/** Chinese words of the pages that the first sight does not need; they are loaded with the first of them. */
import hazard, { insideKind } from './hazard.zh-CN'
import aid from './aid.zh-CN'
import alarm from './alarmPage.zh-CN'
import closure from './closure.zh-CN'
import coverage from './coverage.zh-CN'
import stock from './stock.zh-CN'
import roads from './roads.zh-CN'
import directory from './directory.zh-CN'
import label from './label.zh-CN'
import study from './study.zh-CN'
import place from './placePage.zh-CN'
import grid from './grid.zh-CN'
import requisition from './requisition.zh-CN'
import importing from './importing.zh-CN'
import survey from './survey.zh-CN'
import planPaper from './planPaper.zh-CN'
import planReadiness from './planReadiness.zh-CN'
import token from './token.zh-CN'
import card from './card.zh-CN'
import guide from './guide.zh-CN'
import brief from './brief.zh-CN'
import wall from './wall.zh-CN'
import exercise from './exercise.zh-CN'
import improvement from './improvement.zh-CN'
import replay from './replay.zh-CN'
import score from './score.zh-CN'
import inject from './inject.zh-CN'

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

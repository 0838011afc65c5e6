/** The kinds of alarms, the gravest first: the closed list of the service. */
import type { Alarm } from '@/api/models'

export const ALARM_KINDS: readonly Alarm['kind'][] = [
  'help_asked', 'report_overdue', 'solver_lost', 'way_cut', 'order_declined', 'order_unacknowledged', 'report_due', 'need_uncovered', 'eta_slipped', 'promise_lapsed', 'stock_short', 'plan_due', 'drill_due', 'task_due',
]

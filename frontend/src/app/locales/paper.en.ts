/** Words of the papers. */
export default {
  menu: 'Papers',
  brief: 'Duty brief',
  'special-report': 'Special report (first, follow-up, final)',
  'status-summary': 'Status summary (ICS 209)',
  'check-in': 'Check-in list (ICS 211)',
  'activity-log': 'Activity log (ICS 214)',
  request: 'Resource request (ICS 213RR): {need}',
  order: 'Dispatch order: #{n} {who}',
  sheet: 'Goods delivery order: #{n} {who}',
  orderShort: 'Order sheet',
  orderHint: 'Open the dispatch order to print, with recipients, way and map',
  preview: 'Preview',
  list: { orders: 'List of orders', needs: 'Needs and coverage', teams: 'Teams and their state', log: 'Duty log' },
  making: 'Making {name}…',
  saved: 'Saved: {name}',
  offline: 'The service cannot be reached.',
}

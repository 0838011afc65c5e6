/** What the screens ask of the service about alarms. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { AcknowledgedMany, Alarm, AlarmLimits, AlarmLimitsIn, Page, TimerLimits, TimerLimitsIn } from '@/api/models'

export interface AlarmQuery {
  state?: 'all' | 'open' | 'unacknowledged' | 'ended'
  kind?: Alarm['kind']
  since?: string
  until?: string
  offset?: number
  limit?: number
}

export const listAlarms = (query: AlarmQuery): Promise<Page<Alarm>> => unwrap(api.GET('/api/alarms', { params: { query } }))

export const acknowledgeAlarm = (seen: Alarm, note = ''): Promise<Alarm> =>
  unwrap(api.POST('/api/alarms/{alarm_id}/acknowledge', { params: { path: { alarm_id: seen.id } }, headers: ifMatch(seen), body: { note } }))

export const acknowledgeAlarms = (seen: Alarm[], note = ''): Promise<AcknowledgedMany> =>
  unwrap(api.POST('/api/alarms/acknowledge', { body: { alarms: seen.map(({ id, version }) => ({ id, version })), note } }))

export const listLimits = (): Promise<AlarmLimits[]> => unwrap(api.GET('/api/alarm-limits'))

export const setLimits = (seen: AlarmLimits, body: AlarmLimitsIn): Promise<AlarmLimits> =>
  unwrap(api.PUT('/api/alarm-limits/{kind}', { params: { path: { kind: seen.kind } }, headers: ifMatch(seen), body }))

export const listTimerLimits = async (): Promise<TimerLimits[]> => (await unwrap(api.GET('/api/timers'))).limits

export const setTimerLimits = (seen: TimerLimits, body: TimerLimitsIn): Promise<TimerLimits> =>
  unwrap(api.PUT('/api/timer-limits/{priority}', { params: { path: { priority: seen.priority } }, headers: ifMatch(seen), body }))

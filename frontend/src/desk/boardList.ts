/** The incidents as the board lists them: found, sorted and grouped. Keys walk through them in the same order. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { useKindList } from '@/incidents/kinds'

import { useBoard } from './board'
import { INCIDENT_ORDERS, type IncidentOrder, type IncidentRow, inOrder } from './order'

const KEY = 'muster.board.order'

/** Say whether an incident lacks something that nobody was ordered for. */
export const isShort = (row: Pick<IncidentRow, 'cover'>): boolean => row.cover.whole.ordered < row.cover.needs

/** Return the incident above (-1) or below (1) another in a list that goes round; without one, the first. */
export function beside(ids: readonly string[], from: string | null, by: 1 | -1): string | null {
  const at = from === null ? -1 : ids.indexOf(from)
  return ids[at < 0 ? 0 : (at + by + ids.length) % ids.length] ?? null
}

export const useBoardList = defineStore('board-list', () => {
  const board = useBoard()
  const { kinds } = useKindList()
  const text = ref('')
  const only = ref<'' | 'overdue' | 'gap'>('')
  const stored = localStorage.getItem(KEY) as IncidentOrder
  const order = ref<IncidentOrder>(INCIDENT_ORDERS.includes(stored) ? stored : 'worst')

  function answers({ incident }: IncidentRow, wanted: string): boolean {
    const kind = kinds.value.find((row) => row.code === incident.kind)
    return [incident.number, incident.title, incident.place_name, kind?.name, kind?.name_en].join('\n').toLowerCase().includes(wanted)
  }

  const groups = computed(() => {
    const wanted = text.value.trim().toLowerCase()
    const rows = inOrder(board.incidents, order.value).filter((row) => !wanted || answers(row, wanted))
    const lively = rows.filter((row) => !only.value || (only.value === 'overdue' ? row.overdue > 0 : isShort(row)))
    const over = inOrder(rows, 'received').filter((row) => row.incident.state === 'stood_down' || row.incident.state === 'closed')
    return [
      { name: 'waiting', rows: lively.filter((row) => row.incident.state === 'reported') },
      { name: 'responding', rows: lively.filter((row) => row.incident.state === 'responding') },
      { name: 'over', rows: only.value ? [] : over },
    ]
  })

  /** The open incidents from the top of the board down. */
  const walked = computed(() => groups.value.filter((group) => group.name !== 'over').flatMap((group) => group.rows.map((row) => row.incident.id)))

  function sortBy(next: IncidentOrder): void {
    order.value = next
    localStorage.setItem(KEY, next)
  }

  return { text, only, order, groups, walked, sortBy }
})

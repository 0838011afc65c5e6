/** Opens the consignment note of a transfer or a delivery order, with its code, to print and sign. */
import { apiUrl } from '@/app/worldAddress'
import { type IssuedRun, issueForOrder, issueLabels } from './calls'

async function open(issue: () => Promise<IssuedRun>, language: string): Promise<void> {
  const page = window.open('', '_blank') // at once: a page opened after an answer would be blocked
  try {
    const { labels } = await issue()
    const address = apiUrl(`/api/labels/${labels[0]!.code}/note?language=${language}`)
    if (page) page.location.replace(address)
    else window.location.assign(address)
  } catch (error) {
    page?.close()
    throw error
  }
}

export const noteOfTransfer = (id: string, language: string): Promise<void> => open(() => issueLabels({ noun: 'transfer', transfer_id: id, lots: [], names: [], awaited: false }), language)
export const noteOfOrder = (id: string, language: string): Promise<void> => open(() => issueForOrder(id), language)

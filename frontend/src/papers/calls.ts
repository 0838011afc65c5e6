/** Has a paper made by the service and saves it under the name the service gives. */
import { Problem, problemFrom } from '@/api/problem'
import { i18n } from '@/app/i18n'
import { apiUrl } from '@/app/worldAddress'
import { saveAnswer } from '@/ui/saving'

export type Form = 'pdf' | 'docx' | 'xlsx'

/** Where a paper is looked at before it is printed: the browser's own viewer has the button to print. */
export function previewOf(path: string, query: Record<string, string>): string {
  return `${apiUrl(path)}?${new URLSearchParams({ ...query, form: 'pdf', shown: 'true', language: i18n.global.locale.value })}`
}

/** Save one paper; returns the name of the file. */
export async function savePaper(path: string, query: Record<string, string>, form: Form, signal: AbortSignal): Promise<string> {
  const language = i18n.global.locale.value
  const response = await ask(`${apiUrl(path)}?${new URLSearchParams({ ...query, form, language })}`, language, signal)
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  return saveAnswer(response, `paper.${form}`)
}

async function ask(address: string, language: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { headers: { 'Accept-Language': language }, signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw new Problem(0, 'offline', i18n.global.t('paper.offline'))
  }
}

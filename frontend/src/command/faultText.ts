/** Says what of a line was not understood, and what would be. */
import { i18n } from '@/app/i18n'

import type { Fault } from './grammar'
import { listed } from './words'

const t = i18n.global.t

/** Return a fault in words. */
export function faultText(fault: Fault): string {
  switch (fault.code) {
    case 'no_such_verb': return t('command.fault.no_such_verb', { text: fault.text })
    case 'nothing_found': return t('command.fault.nothing_found', { what: t(`command.arg.${fault.kind}`), text: fault.text, example: t(`command.example.${fault.kind}`) })
    case 'several': return t('command.fault.several', { text: fault.text, n: fault.among.length, list: listed(fault.among) })
    case 'missing': return t('command.fault.missing', { what: t(`command.arg.${fault.kind}`), example: t(`command.example.${fault.kind}`) })
    case 'left_over': return t('command.fault.left_over', { text: fault.text })
    case 'not_allowed': return t('command.fault.not_allowed', { text: fault.text })
  }
}

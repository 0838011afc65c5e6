/** The day of the lunar calendar, as it stands on the boards of duty rooms. */

const PARTS = new Intl.DateTimeFormat('zh-CN-u-ca-chinese', { month: 'long', day: 'numeric' })
const DIGITS = '一二三四五六七八九十'

/** Write a day of a lunar month: 初一, 十五, 廿三, 三十. */
export function lunarDay(day: number): string {
  if (day === 20) return '二十'
  if (day === 30) return '三十'
  const unit = DIGITS[(day - 1) % 10]!
  return `${['初', '十', '廿'][Math.floor((day - 1) / 10)]}${unit}`
}

/** Write the lunar date of a moment, 十月十四; empty where the browser does not know that calendar. */
export function lunarText(at: Date): string {
  const parts = PARTS.formatToParts(at)
  const month = parts.find((part) => part.type === 'month')?.value ?? ''
  const day = Number(parts.find((part) => part.type === 'day')?.value)
  return /月$/.test(month) && day >= 1 && day <= 30 ? month + lunarDay(day) : ''
}

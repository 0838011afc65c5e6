/** AG Grid with the parts this product uses, in its own colours and words; loaded only where a grid is shown. */
import {
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  createGrid,
  CustomFilterModule,
  DateEditorModule,
  DateFilterModule,
  EventApiModule,
  type GetLocaleTextParams,
  type GridApi,
  type GridOptions,
  HighlightChangesModule,
  InfiniteRowModelModule,
  LocaleModule,
  NumberEditorModule,
  NumberFilterModule,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  TextEditorModule,
  TextFilterModule,
  themeQuartz,
  TooltipModule,
} from 'ag-grid-community'

import { i18n } from '@/app/i18n'
import en from '@/app/locales/gridEngine.en'
import zhCN from '@/app/locales/gridEngine.zh-CN'

const MODULES = [
  CellApiModule, CellStyleModule, ColumnApiModule, CustomFilterModule, DateEditorModule, DateFilterModule, EventApiModule, HighlightChangesModule,
  InfiniteRowModelModule, LocaleModule, NumberEditorModule, NumberFilterModule, RenderApiModule, RowApiModule, RowStyleModule,
  ScrollApiModule, TextEditorModule, TextFilterModule, TooltipModule,
]

/** Every colour is one of the product's own, so that both themes follow without a new theme. */
const THEME = themeQuartz.withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--panel)',
  foregroundColor: 'var(--text)',
  textColor: 'var(--text)',
  subtleTextColor: 'var(--text-2)',
  borderColor: 'var(--line)',
  rowBorder: { color: 'var(--line-soft)', style: 'solid', width: 1 },
  columnBorder: { color: 'var(--line-soft)', style: 'solid', width: 1 },
  chromeBackgroundColor: 'var(--panel-2)',
  headerBackgroundColor: 'var(--panel-2)',
  headerTextColor: 'var(--text-2)',
  headerFontWeight: 600,
  oddRowBackgroundColor: 'var(--panel)',
  rowHoverColor: 'var(--hover)',
  selectedRowBackgroundColor: 'var(--accent-soft)',
  menuBackgroundColor: 'var(--raised)',
  menuTextColor: 'var(--text)',
  inputBackgroundColor: 'var(--panel)',
  inputTextColor: 'var(--text)',
  inputBorder: { color: 'var(--line)', style: 'solid', width: 1 },
  inputFocusBorder: { color: 'var(--accent)', style: 'solid', width: 1 },
  inputPlaceholderTextColor: 'var(--text-3)',
  pickerButtonBackgroundColor: 'var(--panel)',
  iconColor: 'var(--text-2)',
  iconButtonHoverBackgroundColor: 'var(--hover)',
  tooltipBackgroundColor: 'var(--raised)',
  tooltipTextColor: 'var(--text)',
  invalidColor: 'var(--alarm)',
  valueChangeValueHighlightBackgroundColor: 'var(--accent-soft)',
  fontFamily: 'var(--font)',
  fontSize: 13,
  headerFontSize: 12,
  spacing: 5,
  rowHeight: 30,
  headerHeight: 34,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  browserColorScheme: 'inherit',
})

/** Say a word of the grid itself in the language of the moment. */
function words({ key, defaultValue, variableValues }: GetLocaleTextParams): string {
  const catalogue: Record<string, string> = i18n.global.locale.value === 'en' ? en : zhCN
  return catalogue[key]?.replace(/\{(\d)\}/g, (_whole, n: string) => variableValues?.[Number(n)] ?? '') ?? defaultValue
}

/** Make a grid in an element. */
export function makeGrid<T>(target: HTMLElement, options: GridOptions<T>): GridApi<T> {
  const common: GridOptions<T> = { theme: THEME, getLocaleText: words, enableBrowserTooltips: true, tooltipShowDelay: 600, suppressDragLeaveHidesColumns: true }
  return createGrid<T>(target, { ...common, ...options }, { modules: MODULES })
}

/** A column filter by choosing from a list: searched, ticked, cleared; made without a framework, as the grid asks. */
import type { IFilterComp, IFilterParams } from 'ag-grid-community'

import type { ChoiceModel } from './query'

export interface Choice {
  value: string
  label: string
  /** What it is also found by, such as a code or a name in another language. */
  also?: string
}

export interface ChoiceParams {
  choices: (words: string) => Promise<Choice[]> | Choice[]
  words: { search: string; clear: string; none: string }
}

const PAUSE_MS = 150

export class ChoiceFilter implements IFilterComp {
  private params!: IFilterParams & ChoiceParams
  private readonly gui = document.createElement('div')
  private readonly list = document.createElement('div')
  private readonly search = document.createElement('input')
  private readonly chosen = new Map<string, string>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private asked = 0

  init(params: IFilterParams & ChoiceParams): void {
    this.params = params
    this.gui.className = 'choice-filter'
    this.search.type = 'search'
    this.search.placeholder = params.words.search
    this.search.setAttribute('aria-label', params.words.search)
    this.search.addEventListener('input', () => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => void this.fill(), PAUSE_MS)
    })
    const clear = document.createElement('button')
    clear.type = 'button'
    clear.textContent = params.words.clear
    clear.addEventListener('click', () => this.change(() => this.chosen.clear()))
    this.list.className = 'choice-list'
    this.gui.append(this.search, this.list, clear)
    void this.fill()
  }

  private async fill(): Promise<void> {
    const mine = ++this.asked
    const found = await this.params.choices(this.search.value.trim())
    if (mine !== this.asked) return
    const kept = [...this.chosen].filter(([value]) => !found.some((one) => one.value === value)).map(([value, label]) => ({ value, label }))
    const rows = [...kept, ...found].map((one) => this.line(one))
    this.list.replaceChildren(...(rows.length ? rows : [document.createTextNode(this.params.words.none)]))
  }

  private line({ value, label }: Choice): HTMLLabelElement {
    const line = document.createElement('label')
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.checked = this.chosen.has(value)
    box.addEventListener('change', () => this.change(() => (box.checked ? this.chosen.set(value, label) : this.chosen.delete(value))))
    line.append(box, document.createTextNode(label))
    return line
  }

  private change(how: () => void): void {
    how()
    void this.fill()
    this.params.filterChangedCallback()
  }

  getGui(): HTMLElement {
    return this.gui
  }

  isFilterActive(): boolean {
    return this.chosen.size > 0
  }

  /** The service filters; the grid never asks a row itself. */
  doesFilterPass(): boolean {
    return true
  }

  getModel(): (ChoiceModel & { labels: string[] }) | null {
    return this.chosen.size ? { values: [...this.chosen.keys()], labels: [...this.chosen.values()] } : null
  }

  setModel(model: (ChoiceModel & { labels?: string[] }) | null): void {
    this.chosen.clear()
    model?.values.forEach((value, n) => this.chosen.set(value, model.labels?.[n] ?? value))
    void this.fill()
  }

  getModelAsString(): string {
    return [...this.chosen.values()].join('、')
  }

  afterGuiAttached(): void {
    this.search.focus()
  }

  destroy(): void {
    clearTimeout(this.timer)
    this.asked += 1
  }
}

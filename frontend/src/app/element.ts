/** The Element Plus components this application uses, and no others. */
import {
  ElAlert,
  ElAutocomplete,
  ElButton,
  ElCheckbox,
  ElConfigProvider,
  ElDatePicker,
  ElDialog,
  ElDropdown,
  ElDropdownItem,
  ElDropdownMenu,
  ElEmpty,
  ElForm,
  ElFormItem,
  ElInput,
  ElInputNumber,
  ElLoading,
  ElOption,
  ElPagination,
  ElPopover,
  ElRadioButton,
  ElRadioGroup,
  ElSelect,
  ElSwitch,
  ElTooltip,
} from 'element-plus'
import type { App } from 'vue'

const COMPONENTS = [
  ElAlert, ElAutocomplete, ElButton, ElCheckbox, ElConfigProvider, ElDatePicker, ElDialog, ElDropdown,
  ElDropdownItem, ElDropdownMenu, ElEmpty, ElForm, ElFormItem, ElInput, ElInputNumber, ElOption, ElPagination,
  ElPopover, ElRadioButton, ElRadioGroup, ElSelect, ElSwitch, ElTooltip,
]

/** Register the components under their own names. */
export function installElements(app: App): void {
  for (const component of COMPONENTS) app.component(component.name!, component)
  app.use(ElLoading)
}

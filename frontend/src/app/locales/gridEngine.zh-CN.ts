/** Chinese words of the grid engine itself; loaded with the grid, not with the first page. */
export default {
  contains: '包含', equals: '等于', greaterThanOrEqual: '不少于', lessThanOrEqual: '不多于', inRange: '介于', inRangeStart: '从', inRangeEnd: '到',
  lessThan: '不晚于', greaterThan: '不早于', before: '不晚于', after: '不早于', filterOoo: '筛选…', clearFilter: '清除', resetFilter: '重置', applyFilter: '应用', cancelFilter: '取消',
  dateFormatOoo: 'yyyy-mm-dd', invalidDate: '日期无效', invalidNumber: '不是数字', searchOoo: '搜索…', loadingOoo: '加载中…', loadingError: '加载失败', noRowsToShow: '没有数据', noMatchingRows: '没有符合条件的数据',
  minValueValidation: '不能小于 {0}', maxValueValidation: '不能大于 {0}', maxLengthValidation: '最多 {0} 个字', strictMinValueValidation: '须大于 {0}', strictMaxValueValidation: '须小于 {0}',
  minDateValidation: '须晚于 {0}', maxDateValidation: '须早于 {0}', minDateInclusiveValidation: '不早于 {0}', maxDateInclusiveValidation: '不晚于 {0}',
  ariaLabelColumnFilter: '列筛选', ariaFilterInput: '筛选输入', ariaFilterFromValue: '起始值', ariaFilterToValue: '结束值', ariaFilterValue: '筛选值', ariaFilteringOperator: '筛选方式', ariaDateFilterInput: '日期筛选', ariaInputEditor: '单元格编辑',
  ariaSortableColumn: '按回车排序', ariaFilterColumn: '按 Ctrl+回车筛选', ariaColumnFiltered: '已筛选', ariaFilterMenuOpen: '打开筛选', ariaSkeletonCellLoading: '正在加载', ariaSkeletonCellLoadingFailed: '加载失败',
}

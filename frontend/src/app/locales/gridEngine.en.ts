/** English words of the grid engine itself; loaded with the grid, not with the first page. */
export default {
  contains: 'contains', equals: 'equals', greaterThanOrEqual: 'at least', lessThanOrEqual: 'at most', inRange: 'between', inRangeStart: 'from', inRangeEnd: 'to',
  lessThan: 'on or before', greaterThan: 'on or after', before: 'on or before', after: 'on or after', filterOoo: 'Filter…', clearFilter: 'Clear', resetFilter: 'Reset', applyFilter: 'Apply', cancelFilter: 'Cancel',
  dateFormatOoo: 'yyyy-mm-dd', invalidDate: 'Not a date', invalidNumber: 'Not a number', searchOoo: 'Search…', loadingOoo: 'Loading…', loadingError: 'Not loaded', noRowsToShow: 'No rows', noMatchingRows: 'No matching rows',
  minValueValidation: 'must be at least {0}', maxValueValidation: 'must be at most {0}', maxLengthValidation: 'at most {0} characters', strictMinValueValidation: 'must be more than {0}', strictMaxValueValidation: 'must be less than {0}',
  minDateValidation: 'must be after {0}', maxDateValidation: 'must be before {0}', minDateInclusiveValidation: 'must be on or after {0}', maxDateInclusiveValidation: 'must be on or before {0}',
  ariaLabelColumnFilter: 'Column filter', ariaFilterInput: 'Filter', ariaFilterFromValue: 'From', ariaFilterToValue: 'To', ariaFilterValue: 'Filter value', ariaFilteringOperator: 'Kind of filter', ariaDateFilterInput: 'Date filter', ariaInputEditor: 'Cell editor',
  ariaSortableColumn: 'Press Enter to sort', ariaFilterColumn: 'Press Ctrl Enter to filter', ariaColumnFiltered: 'Filtered', ariaFilterMenuOpen: 'Open the filter', ariaSkeletonCellLoading: 'Loading', ariaSkeletonCellLoadingFailed: 'Not loaded',
}

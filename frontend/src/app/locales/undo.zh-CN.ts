/** Taking acts back, in Chinese. */
export default {
  title: '撤销',
  act: '撤销',
  correct: '更正',
  correctHint: '另记一条更正，原记录保留',
  recent: '最近的操作',
  note: '30 秒内一键撤销；之后须填写原因，另记更正条目。任何记录都不会被删除。',
  undone: '已撤销',
  left: '还可直接撤销 {n} 秒',
  reasonTitle: '更正：{act}',
  reasonLabel: '请填写更正原因（将与原记录一并留存）',
  corrected: '已更正：{act}',
  takesBack: '更正 {by} {at} 的“{what}”：',
  field: { quantity: '数量', least: '最低数量', latest_at: '最迟到达', work_s: '作业时长（秒）', state: '状态', response_level: '响应级别', position: '位置', facts: '其他情况' },
  because: '原因：{reason}',
}

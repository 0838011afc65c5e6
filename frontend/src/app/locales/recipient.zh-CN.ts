/** Chinese words of whom an order goes to, and of teams that are to be called first. */
export default {
  told: '通知',
  noName: '未登记姓名',
  role: { duty: '值班', leader: '队长', keeper: '保管人' },
  offDuty: '休班',
  call: '电话不会响铃，请直接致电',
  nobody: '未登记联系人，请人工通知',
  callFirst: '先电话确认：{days} 天未核实，出动多计 {minutes} 分钟',
  grade: '等级要求',
  anyGrade: '不限',
  gradeOne: '1 级',
  gradeUp: '{n} 级及以上',
  gradeOf: '{n} 级',
  ownOffDuty: '本队现不在勤（{why}），新指令不会响铃。如已返岗请在下方报到。',
}

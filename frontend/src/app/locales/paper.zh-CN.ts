/** 文书的用语。 */
export default {
  menu: '文书',
  brief: '值班快报',
  'special-report': '信息专报（初报／续报／终报）',
  'status-summary': '事件状态摘要（ICS 209）',
  'check-in': '力量报到登记表（ICS 211）',
  'activity-log': '大事记（ICS 214）',
  request: '资源请求单（ICS 213RR）：{need}',
  order: '调度指令单：#{n} {who}',
  sheet: '物资调拨（派车）单：#{n} {who}',
  orderShort: '指令单',
  orderHint: '打开可打印的调度指令单（含受令人、路线和地图）',
  preview: '预览',
  list: { orders: '调度指令清单', needs: '需求与满足情况', teams: '队伍状态', log: '值班日志' },
  making: '正在生成{name}…',
  saved: '已保存：{name}',
  offline: '无法连接服务，请检查网络。',
}

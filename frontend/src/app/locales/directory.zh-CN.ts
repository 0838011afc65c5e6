/** Chinese words of facilities, experts and rough positions in lists. */
export default {
  approximate: '概略',
  approximateHint: '清单里没有坐标，按地址概略定位；有人填写坐标后此标记消失。',
  facilities: '场所',
  experts: '专家',
  facility: { kind: '类别', name: '名称', capacity: '容量（人/床）', free: '可用', all: '全部类别', phone: '电话', address: '地址' },
  edit: '修改“{name}”',
  kind: { hospital: '医院', shelter: '避难场所', school: '学校', other: '其他' },
  expert: {
    name: '姓名', expertise: '专业领域', organisation: '工作单位', post: '职务职称', phone: '电话', county: '行政区划', confirmedAt: '核实时间',
    search: '专业、姓名或单位，可用空格隔开多个词',
    privacy: '个人信息，仅限本辖区应急值守使用。',
    none: '还没有专家。在“导入表格”里选“应急专家”，可以直接上传本单位的专家库。',
  },
}

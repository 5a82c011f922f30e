import { defineErrors } from '../../kernel/errors.ts'

export const personErrors = defineErrors('person', {
  'not-found': ['not_found', '没有找到这个人', '请核对姓名、服务卡号或电话；也可能不在您的社区。'],
  'label-unknown': [
    'invalid',
    '没有找到这个人',
    '请核对服务卡号或注册登记证号；姓名要写全，并且在本社区。',
  ],
  'label-ambiguous': ['invalid', '有几个人同名', '请改填服务卡号或注册登记证号。'],
  'address-needed': ['invalid', '请填住址，或填与谁同户', '两项填一项。'],
  'date-malformed': ['invalid', '日期不对', '请按年月日选择日期。'],
  'community-not-found': ['not_found', '没有找到这个社区', '请从社区列表里重新选择。'],
  'no-communities': [
    'conflict',
    '还没有社区',
    '请区管理员先在“街道和社区”里增加街道和社区，再来办理。',
  ],
  'role-missing': [
    'forbidden',
    '您没有办理这件事的权限',
    '权限可能刚刚变动；请联系上级或社区工作者。',
  ],
  'not-self': ['forbidden', '只能办理自己的事项', '请切换到本人，或请社区工作者代办。'],

  'node-kind': ['invalid', '上下级关系不对', '街道在区下面，社区在街道下面，服务站在社区下面。'],
  'node-name-taken': ['conflict', '这里已经有同名的单位', '请换一个名称，或使用已有的单位。'],
  'district-exists': ['conflict', '区已经建立', '一个系统只服务一个区。'],
  'not-a-community': ['invalid', '请选择社区', '归属要落在社区，不能是区、街道或服务站。'],

  'too-young': ['invalid', '年龄不够，不能登记为志愿者', '可以由家长带着参加活动，满龄后再登记。'],
  'birth-date-missing': ['invalid', '志愿者要填写出生日期', '用于确认年龄，请补填后再提交。'],
  'birth-date-future': ['invalid', '出生日期不对', '请检查年月日。'],
  'guardian-consent-missing': ['invalid', '未成年人登记需要监护人同意', '请由监护人签字后勾选。'],
  'recording-consent-missing': [
    'invalid',
    '需要本人同意记录服务信息',
    '记录须经本人同意；不同意也可以参加活动，只是不登记。',
  ],
  'phone-malformed': ['invalid', '电话号码不对', '请填手机号，或带区号的座机号。'],
  'phone-full': [
    'conflict',
    '这个号码登记的人太多了',
    '一个号码最多登记八个人，请由社区工作者核实。',
  ],
  'sign-in-needed-to-register': ['unauthenticated', '请先验证手机号', '验证后再填写登记表。'],
  'not-left': ['conflict', '此人还没有退出', '请先在储蓄本里办理停用，再删除个人信息。'],
  erased: ['conflict', '此人的个人信息已经删除', '不能恢复，也不用再办。'],
  'erasure-proposed': ['conflict', '已经有人提出删除', '请由另一位工作人员确认，或先撤回。'],
  'erasure-not-found': ['not_found', '没有找到这次删除', '请从人员页重新打开。'],
  'erasure-decided': ['conflict', '这次删除已经处理过', '请刷新后再看。'],
  'second-person-needed': ['forbidden', '要由另一位工作人员确认', '提出的人不能自己确认。'],
  'already-left': ['conflict', '此人已经退出', '如需恢复，请由区管理员办理。'],
  'already-volunteer': ['conflict', '已经登记为志愿者', '不用重复登记。'],
  'number-taken': [
    'conflict',
    '这个服务卡号或注册登记证号已经有人用',
    '请核对纸上的编号；一个编号只属于一个人。',
  ],
  'not-volunteer': ['conflict', '还没有登记为志愿者', '请先办理志愿者登记，再发服务卡。'],
  'membership-needed': ['invalid', '要登记居住或报到的社区', '请选择居住社区，或报到的社区。'],
  'party-status-by-coordinator': [
    'invalid',
    '党员身份由社区核实后登记',
    '请先按其他身份登记，再请社区工作者凭报到函办理。',
  ],
  'membership-exists': ['conflict', '已经有这项归属', '不用重复登记。'],
  'membership-not-found': ['not_found', '没有找到这项归属', '可能已经结束，请刷新后再看。'],
  'membership-keeps-books': [
    'conflict',
    '储蓄本还在这个社区',
    '请先办理储蓄本转移，再结束这项归属。',
  ],
  'status-date-taken': ['conflict', '这一天已经登记过', '同一天只能有一条，请换日期。'],
  'status-future': ['invalid', '日期不能晚于今天', '请填实际开始的日期。'],

  'relation-self': ['invalid', '不能登记自己和自己的关系', '请选择另一个人。'],
  'relation-exists': ['conflict', '这项亲属关系已经登记', '不用重复登记。'],
  'relation-not-found': ['not_found', '没有找到这项亲属关系', '可能已经结束，请刷新后再看。'],
  'relation-by-oneself': ['forbidden', '不能核实自己的亲属关系', '请由另一位社区工作者核实。'],

  'consent-needed': [
    'conflict',
    '记录服务需要这项同意',
    '要停止记录，请到社区办理退出；已有的记录依规定保存。',
  ],
  'consent-given': ['conflict', '已经同意过', '不用重复操作。'],
  'consent-not-given': ['conflict', '还没有同意过', '不用撤回。'],

  'grant-forbidden': ['forbidden', '您不能授予或撤回这个角色', '请由区管理员办理。'],
  'grant-exists': ['conflict', '已经有这个角色', '不用重复授予。'],
  'grant-not-found': ['not_found', '没有找到这项授权', '可能已经撤回，请刷新后再看。'],
  'last-administrator': [
    'conflict',
    '这是最后一位区管理员',
    '请先任命另一位区管理员，再撤回这一位。',
  ],
})

/** Uniform on purpose: none of these tells whether a phone is known. */
export const signInErrors = defineErrors('sign-in', {
  'phone-malformed': ['invalid', '电话号码不对', '请填十一位手机号，或带区号的座机号。'],
  'too-many-requests': ['limited', '获取验证码太频繁', '请稍后再试，或到社区请工作人员帮忙。'],
  'too-many-tries': ['limited', '试的次数太多了', '请过一会儿重新获取验证码。'],
  'message-failed': ['busy', '短信没有发出去', '请稍后再试，或到社区请工作人员帮忙。'],
  'code-wrong': ['unauthenticated', '验证码不对或已失效', '请核对短信，或重新获取验证码。'],
  'choice-expired': ['unauthenticated', '等待太久，登录已失效', '请重新获取验证码。'],
  'person-not-yours': ['not_found', '这个号码没有登记此人', '请从列出的名字里选择。'],
  'refresh-refused': ['unauthenticated', '登录已失效', '请重新登录。'],
  'session-missing': ['unauthenticated', '请先登录', '用手机号和验证码登录后再试。'],
})

import { defineErrors } from '../../kernel/errors.ts'

export const importErrors = defineErrors('import', {
  'file-missing': ['invalid', '没有选择文件', '请选择一个 .csv 或 .xlsx 文件。'],
  'file-empty': ['invalid', '文件是空的', '请打开文件看看，保存后重新上传。'],
  'file-too-large': [
    'invalid',
    '文件太大',
    '网页上传最多 32 MB，命令行最多 100 MB；请按社区或月份分成几个文件。',
  ],
  'file-old-xls': [
    'invalid',
    '这是旧格式 .xls（或加了密码的表格）',
    '请用表格软件打开，去掉密码，另存为 .xlsx，再上传。',
  ],
  'file-not-table': ['invalid', '这不是表格文件', '请用 .csv 或 .xlsx；可以先下载模板。'],
  'file-encoding': [
    'invalid',
    '文字编码读不出来',
    '请把文件另存为 UTF-8 或 GB18030 编码的 .csv，或存为 .xlsx。',
  ],
  'file-damaged': ['invalid', '文件打不开', '文件可能没有传完整；请重新保存为 .xlsx 再试。'],
  'file-quotes': ['invalid', '文件里的引号没有配对', '请用表格软件打开检查，重新另存为 .csv。'],
  'file-no-rows': ['invalid', '文件里没有数据行', '第一行是表头，从第二行起每行一条。'],
  'file-too-many-rows': [
    'invalid',
    '行数或列数太多',
    '一个文件最多 20 万行、200 列；请分成几个文件。',
  ],
  'kind-unknown': [
    'invalid',
    '看不出这是什么表',
    '请选择种类：人员名册、归属、服务记录、期初余额。',
  ],
  'columns-missing': [
    'invalid',
    '少了必需的栏目',
    '请对照模板补上，或指明哪一栏是它（命令行用 --map "表头=栏目"）。',
  ],
  'column-unknown': ['invalid', '没有这个栏目', '请核对表头和栏目的写法。'],
  'not-found': ['not_found', '没有找到这次导入', '请刷新后再看。'],
  'rows-bad': [
    'conflict',
    '还有几行要改，一行也没有写入',
    '请下载出错的行，改好后重新上传；或选择跳过出错的行。',
  ],
  'rows-undecided': [
    'conflict',
    '还有几行可能是已登记的人',
    '请逐行选择同一人、另一人或跳过（命令行用 --duplicates）。',
  ],
  'nothing-to-write': ['conflict', '没有要写入的行', '这些行都已经在账上，或都被跳过。'],
  'already-handed-in': [
    'conflict',
    '这个文件已经交入过',
    '同一个文件只导入一次；请到那次导入的页面查看。',
  ],
  'not-checked': ['conflict', '还没有核对完', '请先核对；少了栏目的先对上栏目。'],
  'reason-missing': ['invalid', '请写明退回的原因', '交入的人会看到这个原因。'],
  decided: ['conflict', '这次导入已经处理过', '请刷新后再看。'],
  'second-person-needed': ['forbidden', '要由另一位工作人员批准', '交入的人不能自己批准。'],
  'open-first': ['conflict', '请先打开看过再批准', '请从导入的页面进入，看过后再批准。'],
  'person-waiting': [
    'conflict',
    '有一份没办完的导入表里有此人',
    '请先批准或退回那份导入；同名的人也请先核对。',
  ],
  'communities-not-yours': [
    'forbidden',
    '有的社区不归您管',
    '请管得到每个社区的人办理，街道和全区的也行；服务记录只由社区工作者批准。',
  ],
})

-- The sixteen kinds of duty: nine of the founding document, seven that its services imply; and what was
-- written down of posts stays as it is, but in the transaction that erases a person.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
INSERT INTO post_types (position, code, name, kind, domain, skills, risky, minimum_age, needs_insurance, needs_training, from_seed) VALUES
  (1, 'policyPromoter', '政策宣传员', 'responsibility', 'benefit', '{政策宣传,政策,宣传}', false, 14, false, false, true),
  (2, 'sanitationMonitor', '环卫监督员', 'responsibility', 'convenience', '{环境卫生,环卫,园艺}', false, 14, false, false, true),
  (3, 'trafficAssistant', '交通协管员', 'responsibility', 'safety', '{交通,驾驶}', true, 18, true, true, true),
  (4, 'securityMediator', '治安调解员', 'example', 'safety', '{调解,法律}', false, 18, false, true, true),
  (5, 'touringInspector', '巡回检查员', 'responsibility', 'safety', '{安全检查,消防,维修}', true, 18, true, true, true),
  (6, 'afterSchoolTutor', '四点钟乐园辅导员', 'example', 'benefit', '{作业辅导,课外阅读,辅导,教师,音乐,绘画,书法}', false, 16, false, true, true),
  (7, 'securityPatroller', '社区治安巡防员', 'responsibility', 'safety', '{治安巡逻,巡逻,退伍军人,体育}', true, 18, true, true, true),
  (8, 'familyMediator', '婆媳纠纷调解员', 'example', 'safety', '{调解,心理}', false, 18, false, true, true),
  (9, 'liaison580', '民情“580”联络员', 'responsibility', 'convenience', '{走访,沟通,方言}', false, 16, false, false, true),
  (10, 'healthGuide', '健康保健指导员', 'example', 'benefit', '{医疗保健,医护,急救,养生}', false, 18, false, true, false),
  (11, 'legalAdviser', '法律咨询员', 'example', 'benefit', '{法律,普法}', false, 18, false, false, false),
  (12, 'counsellor', '心理疏导员', 'example', 'benefit', '{心理,沟通}', false, 18, false, true, false),
  (13, 'employmentGuide', '就业指导员', 'example', 'benefit', '{就业指导,职业介绍,就业培训}', false, 18, false, false, false),
  (14, 'cultureOrganiser', '文体活动组织员', 'example', 'benefit', '{文艺,秧歌,腰鼓,太极拳,音乐,舞蹈,书法,摄影}', false, 14, false, false, false),
  (15, 'elderCompanion', '助老走访员', 'responsibility', 'convenience', '{走访,陪护,陪诊,理发,做饭}', false, 16, false, true, false),
  (16, 'paperworkAgent', '代办证件服务员', 'responsibility', 'convenience', '{代办,电脑,文书}', false, 18, false, false, false);--> statement-breakpoint
DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN SELECT * FROM (VALUES
    ('report_ins', 'UPDATE OR DELETE'),
    ('insurances', 'UPDATE OR DELETE'),
    ('trainings', 'DELETE OR UPDATE OF name, content, organiser'),
    ('posts', 'DELETE OR UPDATE OF place'),
    ('teams', 'DELETE OR UPDATE OF name'),
    ('promises', 'DELETE OR UPDATE OF text')
  ) AS k(name, acts) LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing()', kept.name || '_kept', kept.acts, kept.name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', kept.name, kept.name || '_kept');
  END LOOP;
END
$$;

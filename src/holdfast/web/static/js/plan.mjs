/** The plan pages: asking, and one plan with its options; each part wakes only where it is wanted. */
import './page.mjs';
import { startAsking } from './plan_ask.mjs';
import { startChoosing } from './plan_choose.mjs';
import { startEditing } from './plan_edit.mjs';
import { startPlanKeys } from './plan_keys.mjs';
import { startPlanMap } from './plan_map.mjs';
import { startShowing } from './plan_show.mjs';
import { startWorking } from './plan_work.mjs';
import { startRehearsing } from './rehearsal.mjs';
import { startTelling } from './story.mjs';

startAsking();
if (document.body.classList.contains('planning')) {
  startShowing();
  startChoosing();
  startEditing();
  startPlanKeys();
  startWorking();
  startRehearsing();
  startTelling();
  startPlanMap();
}

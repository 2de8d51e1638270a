import './theme.js';
import './keyboard.js';
import './dialogs.js';
import './forms.js';
import './swaps.js';
import './find.js';
import './charts.js';

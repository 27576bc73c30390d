import './shell/tokens.css';
import './shell/layout.css';
import './shell/controls.css';
import { House } from './shell/house.ts';
import { keepForOffline } from './shell/offline.ts';
import { installPalette } from './shell/theme.ts';

installPalette(document);
new House(EVENHAND_VERSION).open(document.body);
keepForOffline();

/** Starts the command screens. */
import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'ol/ol.css'
import './theme.css'
import './layout.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { installElements } from './element'
import { i18n } from './i18n'
import { router } from './router'

const app = createApp(App)
installElements(app)
app.use(createPinia()).use(router).use(i18n).mount('#app')

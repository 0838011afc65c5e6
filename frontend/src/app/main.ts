/** Starts the command screens. */
import 'virtual:element-styles'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'ol/ol.css'
import './theme.css'
import './layout.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { i18n, recallLocale } from './i18n'
import { router } from './router'

const app = createApp(App).use(createPinia()).use(router).use(i18n)
void recallLocale().finally(() => app.mount('#app'))

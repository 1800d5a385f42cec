class Form: pass

import './element'

{{- define "scim-gateway.selector" -}}
app.kubernetes.io/name: scim-gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

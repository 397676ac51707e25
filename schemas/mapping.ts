const field = { type: 'string', minLength: 1, description: 'The field of the record.' } as const;

/** How one attribute is kept in the record. */
export const attributeRuleSchema = {
  description: 'A field of the record, or a rule.',
  anyOf: [
    field,
    {
      type: 'object',
      properties: {
        field,
        values: {
          type: 'object',
          description:
            'What the field holds, and what the attribute is then: { "A": true, "D": false }. Of two that mean the same the first is written; "" stands for an empty field.',
          additionalProperties: { type: ['string', 'number', 'boolean'] },
          minProperties: 1,
        },
        type: {
          description:
            'The type of the value in the field, where it is not that of the attribute; "string" for a list or an object keeps it as JSON. For an attribute of an extension that nobody has defined, the type of both.',
          enum: ['string', 'boolean', 'integer', 'decimal', 'dateTime'],
        },
        separator: {
          type: 'string',
          minLength: 1,
          description: 'The field holds a list as one text, its elements joined by this separator.',
        },
      },
      required: ['field'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        template: {
          type: 'string',
          minLength: 1,
          description: 'A text made of fields, to be read only: "{first_name} {last_name}".',
        },
      },
      required: ['template'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        constant: {
          type: 'string',
          minLength: 1,
          description: 'A text that is the same in every resource, whatever the record: "License".',
        },
      },
      required: ['constant'],
      additionalProperties: false,
    },
  ],
} as const;

/** How the resources of one type are kept in records. */
export const resourceMappingSchema = {
  type: 'object',
  description: 'How the resources of one type are kept in records.',
  properties: {
    id: {
      description: 'The field that holds the key of the record; it is the SCIM id.',
      anyOf: [
        field,
        {
          type: 'object',
          properties: {
            field,
            generate: {
              enum: ['uuid', 'sequence'],
              description: 'How the key of a new record is made, where no attribute gives it.',
            },
          },
          required: ['field'],
          additionalProperties: false,
        },
      ],
    },
    attributes: {
      type: 'object',
      description: 'SCIM attribute paths, and where each is kept.',
      additionalProperties: attributeRuleSchema,
    },
    extra: { ...field, description: 'A field that keeps, as JSON, the attributes that no rule names.' },
  },
  required: ['id', 'attributes'],
  additionalProperties: false,
} as const;

export const mappingSchema = {
  type: 'object',
  description: 'How resources are kept in records, for each resource type: { "User": { … }, "Group": { … } }.',
  additionalProperties: resourceMappingSchema,
} as const;

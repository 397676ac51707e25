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
        pointer: {
          type: 'string',
          pattern: '^(/([^~/]|~[01])*)*$',
          description:
            'The field holds JSON; the value is at this JSON pointer (RFC 6901) in it: "/contact/mail". What else is in the field stays. "" means the whole of it.',
        },
        values: {
          description:
            'What the field holds, and what the attribute is then: { "A": true, "D": false }. Of two that mean the same the first is written; "" stands for an empty field. Or two words, for true and for false, in any case of their letters: "yes/no".',
          anyOf: [
            {
              type: 'object',
              additionalProperties: { type: ['string', 'number', 'boolean'] },
              minProperties: 1,
            },
            { type: 'string', pattern: '^[^/]+/[^/]+$' },
          ],
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
        format: {
          type: 'string',
          minLength: 1,
          description:
            'How the field holds a date, in UTC: "epoch" (seconds), "epochMs", or a text of YYYY, MM, DD, HH, mm, ss and SSS, such as "DD.MM.YYYY".',
        },
        case: { enum: ['lower', 'upper'], description: 'The letters of the text, in the resource and in the field.' },
        trim: { const: true, description: 'Blanks around the text are dropped, in the resource and in the field.' },
        phone: {
          description:
            'A telephone number without blanks, dots, dashes, slashes and brackets, in the resource and in the field; 00 in front becomes +. With a country, such as "+49", a number that names none belongs to it.',
          anyOf: [{ const: true }, { type: 'string', pattern: '^\\+[1-9][0-9]{0,2}$' }],
        },
        default: {
          type: ['string', 'number', 'boolean'],
          description: 'The value where the field is empty; it is written where a client gives none.',
        },
        reference: {
          type: 'string',
          pattern: '^[^.]+[.].+$',
          description:
            'The field names another resource by one of its attributes, where SCIM has its id: "User.userName" for a field with the login of a manager.',
        },
        access: {
          enum: ['read', 'write'],
          description: '"read": the field is never written. "write": the field is written and never shown.',
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
          description: 'A text made of fields: "{first_name} {last_name}".',
        },
        parse: {
          const: true,
          description:
            'What a client writes is taken apart into the fields; a text for which there is no way, or more than one, is refused. Without it, the text is read only.',
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
    {
      type: 'object',
      properties: {
        read: {
          type: 'string',
          minLength: 1,
          description:
            'An expression (CEL) that makes the value of the record: record.last_name + ", " + record.first_name. An empty field is "".',
        },
        write: {
          type: 'object',
          description:
            'What is written, by field: an expression of the value ("value") and of the whole resource ("resource"). Absent: read only.',
          additionalProperties: { type: 'string', minLength: 1 },
          minProperties: 1,
        },
        type: {
          description: 'The type of an attribute of an extension that nobody has defined.',
          enum: ['string', 'boolean', 'integer', 'decimal', 'dateTime'],
        },
      },
      required: ['read'],
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

namespace HybridBpo.Inbox.Api;

/// Examples of the OpenAPI document, by operation. A test sends the bodies, due later.
internal static class ApiExamples
{
    private const string Case = """
        {
          "kind": "api.review",
          "subject": "supplier-4711",
          "reference": "INV-20931",
          "question": "Pay this invoice?",
          "title": "Invoice of Alder Print",
          "urgency": 1,
          "dueAt": "2026-10-14T16:00:00Z",
          "facts": [
            { "label": "Amount", "value": "$1,486.20", "source": "invoice, page 1" },
            { "label": "Ordered", "value": "$1,186.20", "source": "order 7714" }
          ],
          "choices": [
            { "code": "pay", "label": "Pay the invoice", "adverse": false,
              "fields": [{ "name": "amount", "label": "Amount", "type": "money", "unit": "USD", "min": 1, "max": 148620 }] },
            { "code": "refuse", "label": "Refuse it", "adverse": true, "needsSecondPerson": true }
          ],
          "reasons": [
            { "code": "as-ordered", "label": "As ordered" },
            { "code": "other", "label": "Other", "needsNote": true }
          ],
          "proposal": { "model": "invoice-match 3.1", "choice": "refuse", "why": [{ "label": "Difference", "value": "$300.00" }] }
        }
        """;

    private const string Decided = """
        {
          "decisionId": "0199d3a0-5c1e-7f31-9d55-1c8f0a4f2b10", "choice": "pay", "fields": { "amount": "118620" },
          "reasons": ["as-ordered"], "secondPerson": false, "decidedAt": "2026-10-13T09:41:07Z"
        }
        """;

    public static IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>
    {
        ["openCase"] = Case,
        ["openCases"] = $$"""{ "cases": [{{Case}}] }""",
        ["withdrawCase"] = """{ "reason": "paid" }""",
    };

    public static IReadOnlyDictionary<string, string> Answers { get; } = new Dictionary<string, string>
    {
        ["openCase"] = """{ "id": "5f0c2b8e-7a51-5d0e-9d0a-1f2f5a3e7b11", "state": "open" }""",
        ["openCases"] = """
            { "opened": 1, "refused": 1, "cases": [
              { "index": 0, "id": "5f0c2b8e-7a51-5d0e-9d0a-1f2f5a3e7b11", "state": "open", "code": null, "detail": null },
              { "index": 1, "id": null, "state": "refused", "code": "CaseNotFit", "detail": "urgency is 0, 1 or 2. Nothing was opened." }
            ] }
            """,
        ["readCase"] = $$"""
            { "id": "5f0c2b8e-7a51-5d0e-9d0a-1f2f5a3e7b11", "client": "fernbrook", "kind": "api.review", "reference": "INV-20931",
              "state": "decided", "openedAt": "2026-10-13T08:00:00Z", "dueAt": "2026-10-14T16:00:00Z", "outcome": {{Decided}} }
            """,
        ["readOutcomes"] = $$"""
            { "outcomes": [{ "caseId": "5f0c2b8e-7a51-5d0e-9d0a-1f2f5a3e7b11", "client": "fernbrook", "kind": "api.review",
              "reference": "INV-20931", "outcome": {{Decided}} }], "next": "412", "more": false }
            """,
    };
}

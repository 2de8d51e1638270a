using HybridBpo.Inbox.Deciding;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Inbox.Screens;

/// What was refused just now, and beside which input of the form it is told; At is empty when it is about the whole.
internal sealed record Told(string Message, string At)
{
    public static Told Of(Refusal refused, HttpContext context)
    {
        var form = context.Request.HasFormContentType ? context.Request.Form : FormCollection.Empty;
        var typed = form["take"].ToString() is "" or Taken.Other;
        return new Told(refused.Message, refused switch
        {
            FieldRefused field when typed => $"f.{form["choice"]}.{field.Name}",
            AnswerImpossible { Field.Length: > 0 } field when typed => $"f.{form["choice"]}.{field.Field}",
            ReasonNeedsNote => "note",
            _ => "",
        });
    }
}

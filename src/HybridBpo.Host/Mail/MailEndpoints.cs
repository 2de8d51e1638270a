namespace HybridBpo.Host.Mail;

/// <summary>Mails that were captured instead of sent, because no mail server is configured: how the demo shows what would have gone out.</summary>
internal static class MailEndpoints
{
    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Captured mail", "mail", "/mail", Act.ReadMail, 50)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var mail = staff.MapGroup("/mail").Requires(Act.ReadMail);
        mail.MapGet("", ListAsync);
        mail.MapGet("/{client}/{delivery:guid}", OneAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, CapturedMails mails, SmtpOptions smtp, CancellationToken ct)
    {
        var found = await mails.ListAsync(context.GetAccess(), null, ct);
        return found.Is(out var rows, out var refusal)
            ? Pages.Render<MailListPage>(context, new { Mails = rows, Sending = smtp.IsConfigured })
            : refusal.ToHttp(context);
    }

    private static async Task<IResult> OneAsync(HttpContext context, CapturedMails mails, string client, Guid delivery, CancellationToken ct)
    {
        var found = await mails.GetAsync(context.GetAccess(), client, delivery, ct);
        return found.Is(out var mail, out var refusal) ? Pages.Render<MailPage>(context, new { Mail = mail }) : refusal.ToHttp(context);
    }
}

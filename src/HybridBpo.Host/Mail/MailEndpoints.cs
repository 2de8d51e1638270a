namespace HybridBpo.Host.Mail;

/// <summary>Mails that were captured instead of sent, because no mail server is configured: how the demo shows what would have gone out.</summary>
internal static class MailEndpoints
{
    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Captured mail", "mail", "/mail", Act.ReadMail, 50)];

    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder staff)
    {
        var mail = staff.MapGroup("/mail").Requires(Act.ReadMail).ShowsPeople();
        mail.MapGet("", ListAsync);
        mail.MapGet("/{client}/{delivery:guid}", OneAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, CapturedMails mails, Clients clients, SmtpOptions smtp, string? q, int page = 1, CancellationToken ct = default)
    {
        page = Math.Clamp(page, 1, 100_000);
        var text = (q ?? "").Trim();
        if (text.Length > 100) text = text[..100];
        if (!(await mails.FindAsync(context.GetAccess(), null, text, page, PageSize, ct)).Is(out var found, out var refusal))
            return refusal.ToHttp(context);
        context.ShowsMany("mails", found.Mails.Select(mail => (mail.ClientId, mail.SubjectId)), text.Length > 0 ? Looks.Searched : Looks.Viewed);
        return Pages.Render<MailListPage>(context, new
        {
            Text = text,
            Found = found,
            Page = page,
            Sending = smtp.IsConfigured,
            Clients = (await clients.ListAsync(context.GetAccess(), ct)).ToDictionary(c => c.ClientId),
        });
    }

    private static async Task<IResult> OneAsync(
        HttpContext context, CapturedMails mails, Clients clients, string client, Guid delivery, CancellationToken ct)
    {
        var found = await mails.GetAsync(context.GetAccess(), client, delivery, ct);
        if (!found.Is(out var mail, out var refusal)) return refusal.ToHttp(context);
        context.ShowsOne(client, "mail", delivery, mail.SubjectId);
        return Pages.Render<MailPage>(context, new { Mail = mail, Client = (await clients.GetAsync(context.GetAccess(), client, ct))! });
    }
}

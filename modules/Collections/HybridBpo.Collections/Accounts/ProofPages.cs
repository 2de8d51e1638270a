using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Accounts;

/// <summary>All lines of an account's balance proof, as pages and as CSV.</summary>
internal static class ProofPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/accounts/{client}/{id:guid}/proof", ShowAsync).Requires(Act.ReadAccounts).ShowsPeople();
        routes.MapGet("/accounts/{client}/{id:guid}/proof.csv", ExportAsync).Requires(Act.ReadAccounts).ShowsPeople(Looks.Exported);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, AccountBook book, string client, Guid id, int? page, CancellationToken ct)
    {
        if (await book.FindAsync(context.GetAccess(), client, id, ct) is not { } account)
            return new NotFound("There is no such account.").ToHttp(context);
        context.ShowsOne(client, "account", id, account.PersonId);
        return Pages.Render<ProofPage>(context, new { Client = client, Id = id, PageNumber = Math.Clamp(page ?? 1, 1, 1_000_000) });
    }

    private static async Task<IResult> ExportAsync(HttpContext context, AccountBook book, string client, Guid id, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account) return new NotFound("There is no such account.").ToHttp(context);
        context.ShowsOne(client, "account", id, account.PersonId);
        var transactions = await book.TransactionsAsync(access, client, [id], ct);
        var files = await book.FileNamesAsync(access, client, transactions, ct);
        var also = await book.AlsoToldAsync(access, client, id, ct);
        var text = new StringBuilder("line,date,what,due_on,reference,file,row,currency,amount_minor,balance_minor,also_in\n");
        foreach (var l in Proof.Of(transactions).Lines)
            text.AppendJoin(',', new[]
            {
                $"{l.Number}", $"{l.T.OnDay:yyyy-MM-dd}", l.T.Type, $"{l.T.DueOn:yyyy-MM-dd}", l.T.Reference,
                l.T.ImportId is { } import ? files.GetValueOrDefault(import, "") : "", $"{l.T.ImportLine}", account.Currency,
                $"{l.T.EffectMinor}", $"{l.BalanceMinor}",
                l.T is { UndoneAt: null, ImportId: { } file, ImportLine: { } row } ? string.Join("; ", also[(file, row)]) : "",
            }.Select(CsvCell.Of)).Append('\n');
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"balance-{account.Reference}.csv");
    }
}

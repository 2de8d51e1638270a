using System.Security.Cryptography;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Views;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HybridBpo.Hro.Applications;

/// <summary>Takes resumes: each file by itself, so that a bad one never keeps a good one out.</summary>
internal sealed class ResumeUpload(EventStore store, RequisitionReads requisitions, CandidateReads candidates, FileStore files, TimeProvider time)
{
    public const int MostFiles = 100;

    public const long MostBytes = 200L * 1024 * 1024;

    private const int Tries = 5, MostFileName = 200;

    public async Task<Result<IReadOnlyList<FileResult>>> AddAllAsync(
        Access access, string client, Guid requisition, IFormFileCollection sent, CancellationToken ct)
    {
        if (!(await OpenAsync(access, client, requisition, ct)).Is(out _, out var refusal))
            return refusal;
        if (sent.Count == 0)
            return new NoFiles();
        if (sent.Count > MostFiles)
            return new TooManyFiles(MostFiles);
        var results = new FileResult[sent.Count];
        // Not in the order of the form: whoever sent the files must not know a candidate by its place.
        foreach (var (index, file) in sent.Index().OrderBy(f => Ids.For(client, "upload-order", $"{requisition} {f.Item.FileName}")))
        {
            var name = CleanName(file.FileName);
            var added = file.Length > Screening.Limits.FileBytes
                ? new Screening.FileTooLarge(name, file.Length, Screening.Limits.FileBytes)
                : await AddAsync(access, client, requisition, name, await BytesAsync(file, ct), ct);
            results[index] = Told(name, added);
        }

        return results;
    }

    /// <summary>One resume. Sending the same content again finds the application that is there.</summary>
    public async Task<Result<Received>> AddAsync(
        Access access, string client, Guid requisition, string fileName, byte[] bytes, CancellationToken ct) =>
        (await OpenAsync(access, client, requisition, ct)).Is(out var open, out var refusal)
            ? await AddAsync(access, client, requisition, open, CleanName(fileName), bytes, ct)
            : refusal;

    private async Task<Result<Received>> AddAsync(
        Access access, string client, Guid requisition, Requisition open, string name, byte[] bytes, CancellationToken ct)
    {
        if (!(await CheckResume.RunAsync(bytes, name, ct)).Is(out var format, out var refusal))
            return refusal;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var id = ReceiveResume.IdOf(client, requisition, sha256);
        if (await candidates.FindAsync(access, client, id, ct) is { } known)
            return known.State == States.Erased ? new ResumeWasErased() : new Received(id, known.Code, New: false);
        var file = Ids.For(client, "resume", id.ToString("D"));
        var kept = await files.PutAsync(
            access, new NewFile(file, client, id, name, "application/octet-stream"), new MemoryStream(bytes, writable: false), ct);
        if (!kept.Is(out _, out refusal) && refusal is not FileExists)
            return refusal;
        for (var attempt = 1; ; attempt++)
        {
            var code = CandidateCode.For(id, await candidates.CodesAsync(access, client, requisition, ct));
            var resume = new NewResume(requisition, open.Reference, code, file, sha256, name, format, bytes.LongLength);
            try
            {
                return await store.DecideAsync<Application, Received>(
                    access, client, id, Ids.New(time), state => ReceiveResume.Decide(resume, id, access.Actor.Id, state),
                    (session, received) =>
                    {
                        if (received.New)
                            session.Send(ScreenMessage.Kind, new ScreenMessage(id, 1));
                    },
                    ct);
            }
            catch (PostgresException taken) when (taken.ConstraintName == "applications_code" && attempt < Tries)
            {
                // Somebody else's candidate got this code a moment ago: the next free one.
            }
        }
    }

    private async Task<Result<Requisition>> OpenAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (await requisitions.FindAsync(access, client, id, ct) is null)
            return new UnknownRequisition();
        var requisition = (await store.AggregateStreamAsync<Requisition>(client, id, ct: ct))!;
        if (requisition.Filled)
            return new RequisitionIsFilled();
        return requisition.Rubric is null ? new CriteriaNotSettled() : requisition;
    }

    private static FileResult Told(string name, Result<Received> added) => added.Is(out var received, out var refusal)
        ? received.New
            ? new FileResult(name, "new", "was added and is being read.")
            : new FileResult(name, "known", "was added before, so it is not added again.")
        : new FileResult(name, "refused", WithoutName(refusal.Message, name));

    private static string WithoutName(string message, string name) =>
        message.StartsWith(name + " ", StringComparison.Ordinal) ? message[(name.Length + 1)..] : message;

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static string CleanName(string name)
    {
        var bare = string.Concat(name.Split('/', '\\')[^1].Where(c => !char.IsControl(c))).Trim();
        return bare.Length switch
        {
            0 => "resume",
            > MostFileName => bare[..(MostFileName - 10)] + bare[^10..],
            _ => bare,
        };
    }
}

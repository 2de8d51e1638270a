namespace HybridBpo.Hro.Applications;

internal static class ResumeUpload
{
    public const int MostFiles = 100;
}

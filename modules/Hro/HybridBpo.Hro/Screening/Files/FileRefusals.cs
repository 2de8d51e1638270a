using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>The file is empty.</summary>
internal sealed record EmptyFile(string File) : Invalid($"{File} is empty. Ask for the file again.");

/// <summary>The file is over the size limit; it was not opened.</summary>
internal sealed record FileTooLarge(string File, long Bytes, long Limit)
    : TooLarge($"{File} has {Bytes / 1_048_576.0:0.#} MB; a resume may have up to {Limit / 1_048_576} MB. Ask for a smaller file.");

/// <summary>The content is of a type that is not read.</summary>
internal sealed record UnsupportedFile(string File, OtherKind Found)
    : Invalid($"{File} is {Found.Name}; only PDF, DOCX, TXT and HTML can be read. {Found.Instead}");

/// <summary>The name says a type that is not read, though the content might be.</summary>
internal sealed record UnknownExtension(string File, string Said)
    : Invalid($"{File} is named {Said}; only .pdf, .docx, .txt, .html and .htm are read. Ask the sender which kind it is, and rename it if need be.");

/// <summary>The name says one type, the content is another.</summary>
internal sealed record WrongExtension(string File, string Said, string Found)
    : Invalid($"{File} is named {Said}, but its content is {Found}. Ask the sender which was meant, or rename it and send it again.");

/// <summary>A password is needed to open the file.</summary>
internal sealed record EncryptedFile(string File) : Invalid($"{File} is protected by a password. Ask for a copy without one.");

/// <summary>The file is cut off or broken.</summary>
internal sealed record DamagedFile(string File, string Reason) : Invalid($"{File} is damaged: {Reason}. Ask for the file again.");

/// <summary>Unpacked, the file would be far larger than any resume: refused before it is unpacked.</summary>
internal sealed record ExpandsTooMuch(string File, string Reason) : TooLarge($"{File} was not unpacked: {Reason}. Ask for the resume alone, as PDF.");

/// <summary>More pages than a resume has.</summary>
internal sealed record TooManyPages(string File, int Pages, int Limit)
    : TooLarge($"{File} has {Pages} pages; up to {Limit} are read. Look at it by hand or ask for the resume alone.");

/// <summary>A text file in an encoding that cannot be told for sure.</summary>
internal sealed record NotUtf8(string File, long Offset, int LineNumber)
    : Invalid($"{File} is not UTF-8 text (first wrong byte at offset {Offset}, line {LineNumber}). Save it as UTF-8 and send it again.");

/// <summary>The file took longer, or gave more output, than a resume should.</summary>
internal sealed record ReadingStopped(string File, string Reason) : Invalid($"Reading {File} was stopped: {Reason}. Look at it by hand.");

/// <summary>The process that read the file was ended over it.</summary>
internal sealed record OutsideLimits(string File, string Reason)
    : Invalid($"{File} could not be read within the limits: {Reason}. A person reads it.");

/// <summary>The process that reads files does not come up.</summary>
internal sealed record ReaderNotStarted()
    : Unavailable("The process that reads files did not start. Try again; if it stays so, look at the machine's memory and process limits.");

/// <summary>A program that reading needs is not installed.</summary>
internal sealed record ReaderMissing(string Program)
    : Unavailable($"{Program} is not installed. Install poppler-utils (Debian: apt-get install poppler-utils).");

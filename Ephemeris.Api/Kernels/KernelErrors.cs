using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>A kernel file that cannot be used: says which field, what was read, and what was wanted.</summary>
public sealed record KernelDamaged(string File, string Field, string Got, string Want) : Error(
    503, "KERNELS.CORRUPTION", "A kernel file is damaged", $"{File}: {Field} is {Got}, wanted {Want}.");

/// <summary>A sound file of a form that this reader does not know.</summary>
public sealed record KernelUnsupported(string File, string Field, string Got, string Want) : Error(
    503, "KERNELS.NOT_AVAILABLE", "A kernel file has an unsupported form", $"{File}: {Field} is {Got}, wanted {Want}.");

/// <summary>A segment whose data type is not evaluated here; the rest of its file stays usable.</summary>
public sealed record UnsupportedSegmentType(string File, int Target, int Type) : Error(
    422,
    "KERNELS.UNSUPPORTED_SEGMENT",
    "The segment's data type is not supported",
    $"{File}: unsupported segment type {Type} for body {Target}; types 2, 3, 9 and 13 in the J2000 frame are evaluated.");

/// <summary>A segment in a frame other than the kernel axes J2000 (frame 1).</summary>
public sealed record UnsupportedSegmentFrame(string File, int Target, int Frame) : Error(
    422,
    "KERNELS.UNSUPPORTED_SEGMENT",
    "The segment's frame is not supported",
    $"{File}: body {Target} is given in frame {Frame}; frame 1 (J2000) is supported.");

/// <summary>A body that no loaded segment describes, or whose chain of centres does not meet the other's.</summary>
public sealed record BodyNotInKernel(int Body, string Kernel) : Error(
    400, "BODIES.UNSUPPORTED", "No kernel holds this body", $"Body {Body} has no chain of segments in {Kernel}.");

/// <summary>An instant outside every segment of a body.</summary>
public sealed record OutsideCoverage(int Body, string Kernel, string Requested, string Coverage) : Error(
    422,
    "RANGE.EPHEMERIS_OUTSIDE",
    "The instant is outside the kernel",
    $"Body {Body} at {Requested} is outside {Kernel}, which covers {Coverage}.");

/// <summary>A record that does not hold the instant its directory says, or holds numbers that are none.</summary>
public sealed record RecordDamaged(string File, int Body, string Requested) : Error(
    503,
    "KERNELS.CORRUPTION",
    "A kernel record is damaged",
    $"{File}: the record of body {Body} for {Requested} does not hold that instant or holds no finite state.");

/// <summary>Segments that refer to each other in a circle, or a chain of more than sixteen.</summary>
public sealed record ChainTooLong(int Body, string Kernel) : Error(
    503, "KERNELS.CORRUPTION", "The chain of centres does not end", $"Body {Body} in {Kernel}: more than 16 links or a cycle.");

/// <summary>A role that no file fills.</summary>
public sealed record KernelNotAvailable(string Kernel, string Tip) : Error(
    503, "KERNELS.NOT_AVAILABLE", "No kernel is loaded for this request", $"No file fills {Kernel}. {Tip}");

/// <summary>A kernel that is not loaded.</summary>
public sealed record UnknownKernel(string Kernel, IReadOnlyList<string> Loaded) : Error(
    400,
    "INPUT.INVALID",
    "Unknown kernel",
    $"kernel '{(Kernel.Length <= 40 ? Kernel : Kernel[..40] + "…")}' is not de440, de441 or one of {string.Join(", ", Loaded)}.");

namespace HybridBpo.Events;

/// <summary>
/// A property of an event that says something about a person. It is stored encrypted under the subject's key (<c>p1:key:base64</c>, AES-GCM) and
/// reads as null once the subject is erased, so its type must allow null. Only on top-level properties: a nested object is encrypted as a whole.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;

/// <summary>
/// The <see cref="Guid"/> property that names whom an event's personal fields are about. Without one the subject is the stream's id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubjectAttribute : Attribute;

/// <summary>A text property of an event that is a code or a reference and says nothing about a person.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CodeAttribute : Attribute;

/// <summary>
/// An event after which its stream takes no more events in the ordinary run of things, so that the stream may be archived some time later. Where one
/// comes nevertheless, <see cref="EventStore.UnarchiveStreamAsync"/> opens the stream again.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EndsStreamAttribute : Attribute;

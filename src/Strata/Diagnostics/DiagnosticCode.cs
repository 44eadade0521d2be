using System.Globalization;

namespace Strata.Diagnostics;

/// <summary>
/// The stable number of a kind of problem, shown as <c>STR0004</c>: 0xxx parse, 1xxx metadata and conditions, 2xxx selection,
/// 3xxx merge, 4xxx interpolation, 5xxx schema, 6xxx rules, 7xxx secrets, 8xxx files and cache, 9xxx server.
/// <c>docs/diagnostics.md</c> explains each.
/// </summary>
/// <param name="Number">The number, 0 to 9999.</param>
public readonly record struct DiagnosticCode(int Number)
{
    internal static readonly DiagnosticCode SyntaxError = new(1);
    internal static readonly DiagnosticCode TabIndentation = new(2);
    internal static readonly DiagnosticCode BadEncoding = new(3);
    internal static readonly DiagnosticCode DuplicateKey = new(4);
    internal static readonly DiagnosticCode TopLevelNoMapping = new(5);
    internal static readonly DiagnosticCode EmptyDocument = new(6);
    internal static readonly DiagnosticCode AliasCycle = new(7);
    internal static readonly DiagnosticCode UnknownAlias = new(8);
    internal static readonly DiagnosticCode FileTooLarge = new(9);
    internal static readonly DiagnosticCode NestingTooDeep = new(10);
    internal static readonly DiagnosticCode TooManyNodes = new(11);
    internal static readonly DiagnosticCode UnknownTag = new(12);
    internal static readonly DiagnosticCode ControlCharacter = new(13);
    internal static readonly DiagnosticCode KeyNoText = new(14);
    internal static readonly DiagnosticCode BadMergeKey = new(15);
    internal static readonly DiagnosticCode BadTaggedValue = new(16);
    internal static readonly DiagnosticCode TooManyErrors = new(17);

    internal static readonly DiagnosticCode UnknownMetadataKey = new(1001);
    internal static readonly DiagnosticCode BadMetadataValue = new(1002);
    internal static readonly DiagnosticCode UnknownConditionKey = new(1003);
    internal static readonly DiagnosticCode BadConditionValue = new(1004);
    internal static readonly DiagnosticCode DuplicateOverride = new(1005);
    internal static readonly DiagnosticCode BadEmbeddedOverride = new(1006);
    internal static readonly DiagnosticCode BadPathPattern = new(1007);
    internal static readonly DiagnosticCode ConditionAlwaysHolds = new(1008);

    internal static readonly DiagnosticCode MissingDependency = new(2001);
    internal static readonly DiagnosticCode DependencyCycle = new(2002);
    internal static readonly DiagnosticCode AllLeftOut = new(2003);
    internal static readonly DiagnosticCode UnknownType = new(2004);
    internal static readonly DiagnosticCode DependencyOutranks = new(2005);
    internal static readonly DiagnosticCode Expired = new(2006);
    internal static readonly DiagnosticCode UnknownPath = new(2007);
    internal static readonly DiagnosticCode MatrixNamesUnknown = new(2008);

    internal static readonly DiagnosticCode KindReplaced = new(3001);
    internal static readonly DiagnosticCode ListTagOverNoList = new(3002);
    internal static readonly DiagnosticCode ItemWithoutKey = new(3003);
    internal static readonly DiagnosticCode ListTagOnNoList = new(3004);
    internal static readonly DiagnosticCode NoSuchItem = new(3005);
    internal static readonly DiagnosticCode MergeTooLarge = new(3006);

    internal static readonly DiagnosticCode BadTemplate = new(4001);
    internal static readonly DiagnosticCode UnsetVariable = new(4002);
    internal static readonly DiagnosticCode UnsetVariableAllowed = new(4003);
    internal static readonly DiagnosticCode RequiredVariable = new(4004);
    internal static readonly DiagnosticCode MissingReference = new(4005);
    internal static readonly DiagnosticCode ReferenceCycle = new(4006);
    internal static readonly DiagnosticCode ReferenceNoText = new(4007);
    internal static readonly DiagnosticCode UnreadableInclude = new(4008);
    internal static readonly DiagnosticCode ForbiddenInclude = new(4009);
    internal static readonly DiagnosticCode ExpansionTooLarge = new(4010);
    internal static readonly DiagnosticCode ExpansionTooDeep = new(4011);

    internal static readonly DiagnosticCode MissingSchema = new(5001);
    internal static readonly DiagnosticCode BadSchema = new(5002);
    internal static readonly DiagnosticCode UnknownDraft = new(5003);
    internal static readonly DiagnosticCode UnresolvedReference = new(5004);
    internal static readonly DiagnosticCode RemoteReference = new(5005);
    internal static readonly DiagnosticCode BadPattern = new(5006);
    internal static readonly DiagnosticCode EndlessReference = new(5007);
    internal static readonly DiagnosticCode WrongType = new(5010);
    internal static readonly DiagnosticCode MissingKey = new(5011);
    internal static readonly DiagnosticCode UnknownKey = new(5012);
    internal static readonly DiagnosticCode NotAllowed = new(5013);
    internal static readonly DiagnosticCode OutOfRange = new(5014);
    internal static readonly DiagnosticCode WrongSize = new(5015);
    internal static readonly DiagnosticCode PatternMismatch = new(5016);
    internal static readonly DiagnosticCode BadFormat = new(5017);
    internal static readonly DiagnosticCode NotUnique = new(5018);
    internal static readonly DiagnosticCode NoAlternative = new(5019);
    internal static readonly DiagnosticCode SeveralAlternatives = new(5020);
    internal static readonly DiagnosticCode Forbidden = new(5021);
    internal static readonly DiagnosticCode MissingCompanion = new(5022);
    internal static readonly DiagnosticCode ContainsMismatch = new(5023);
    internal static readonly DiagnosticCode DeprecatedKey = new(5024);

    internal static readonly DiagnosticCode SecretInClear = new(6001);
    internal static readonly DiagnosticCode TokenInClear = new(6002);
    internal static readonly DiagnosticCode WeakSecret = new(6003);
    internal static readonly DiagnosticCode DebugInProduction = new(6004);
    internal static readonly DiagnosticCode ReloadInProduction = new(6005);
    internal static readonly DiagnosticCode TlsOffInProduction = new(6006);
    internal static readonly DiagnosticCode CorsAnyOrigin = new(6007);
    internal static readonly DiagnosticCode MissingSecurityHeader = new(6008);
    internal static readonly DiagnosticCode PoolBounds = new(6009);
    internal static readonly DiagnosticCode PoolAboveServer = new(6010);
    internal static readonly DiagnosticCode PortOutOfRange = new(6011);
    internal static readonly DiagnosticCode PrivilegedPort = new(6012);
    internal static readonly DiagnosticCode PortUsedTwice = new(6013);
    internal static readonly DiagnosticCode WorkersAboveCpus = new(6014);
    internal static readonly DiagnosticCode UndefinedService = new(6015);
    internal static readonly DiagnosticCode UnusedService = new(6016);
    internal static readonly DiagnosticCode SpleeterStems = new(6017);
    internal static readonly DiagnosticCode BatchAgainstDelay = new(6018);
    internal static readonly DiagnosticCode GpuWithoutDevice = new(6019);
    internal static readonly DiagnosticCode ServingPortsEqual = new(6020);
    internal static readonly DiagnosticCode UnknownLogLevel = new(6021);
    internal static readonly DiagnosticCode LogWithoutRotation = new(6022);
    internal static readonly DiagnosticCode NeverSelected = new(6023);
    internal static readonly DiagnosticCode AlwaysLoses = new(6024);
    internal static readonly DiagnosticCode UndocumentedVariable = new(6025);
    internal static readonly DiagnosticCode ExpiresSoon = new(6026);
    internal static readonly DiagnosticCode DiffersBetweenEnvironments = new(6027);
    internal static readonly DiagnosticCode NearMissKey = new(6028);
    internal static readonly DiagnosticCode SuppressionWithoutReason = new(6029);
    internal static readonly DiagnosticCode NeedlessSuppression = new(6030);

    internal static readonly DiagnosticCode ExposedKey = new(7001);
    internal static readonly DiagnosticCode LockedOverride = new(7002);
    internal static readonly DiagnosticCode BrokenSeal = new(7003);
    internal static readonly DiagnosticCode BadEncryptedValue = new(7004);
    internal static readonly DiagnosticCode BadEncryption = new(7005);
    internal static readonly DiagnosticCode EncryptedWithoutKey = new(7006);
    internal static readonly DiagnosticCode ClearSecret = new(7007);
    internal static readonly DiagnosticCode CannotBeEncrypted = new(7008);
    internal static readonly DiagnosticCode BadSopsFile = new(7009);

    internal static readonly DiagnosticCode MissingDirectory = new(8001);
    internal static readonly DiagnosticCode UnreadableFile = new(8002);
    internal static readonly DiagnosticCode VanishedFile = new(8003);
    internal static readonly DiagnosticCode DirectoryLoop = new(8004);
    internal static readonly DiagnosticCode BadEnvironmentFile = new(8005);
    internal static readonly DiagnosticCode NameCollision = new(8006);
    internal static readonly DiagnosticCode MissingFile = new(8007);
    internal static readonly DiagnosticCode CannotBeWritten = new(8008);
    internal static readonly DiagnosticCode CannotBeRead = new(8009);
    internal static readonly DiagnosticCode MoreDiagnostics = new(8010);
    internal static readonly DiagnosticCode BadBaseline = new(8011);
    internal static readonly DiagnosticCode StaleBaseline = new(8012);
    internal static readonly DiagnosticCode CannotBeWrittenTo = new(8013);
    internal static readonly DiagnosticCode LostInExport = new(8020);
    internal static readonly DiagnosticCode CannotBeExported = new(8021);
    internal static readonly DiagnosticCode MaskedInExport = new(8022);

    internal static readonly DiagnosticCode BadServerRequest = new(9001);
    internal static readonly DiagnosticCode UnknownSpace = new(9002);
    internal static readonly DiagnosticCode SpaceExists = new(9003);
    internal static readonly DiagnosticCode UnknownRevision = new(9004);
    internal static readonly DiagnosticCode UnknownServerResource = new(9005);
    internal static readonly DiagnosticCode StaleDraft = new(9006);
    internal static readonly DiagnosticCode MissingPrecondition = new(9007);
    internal static readonly DiagnosticCode NotOpen = new(9008);
    internal static readonly DiagnosticCode ApprovalMissing = new(9009);
    internal static readonly DiagnosticCode IdempotencyConflict = new(9010);
    internal static readonly DiagnosticCode RevisionNotReached = new(9011);
    internal static readonly DiagnosticCode ResumePointGone = new(9012);
    internal static readonly DiagnosticCode ServerOverloaded = new(9013);
    internal static readonly DiagnosticCode StoreUnreachable = new(9014);
    internal static readonly DiagnosticCode InvalidSpaceContent = new(9015);
    internal static readonly DiagnosticCode BadSpaceContent = new(9016);
    internal static readonly DiagnosticCode AddressNotLoopback = new(9017);
    internal static readonly DiagnosticCode BadServerSetting = new(9018);
    internal static readonly DiagnosticCode ServerUnreachable = new(9019);
    internal static readonly DiagnosticCode BadBackup = new(9020);
    internal static readonly DiagnosticCode ServerFault = new(9021);
    internal static readonly DiagnosticCode ForeignPage = new(9022);
    internal static readonly DiagnosticCode AccessDenied = new(9041);
    internal static readonly DiagnosticCode SecondFactorMissing = new(9042);
    internal static readonly DiagnosticCode ReasonMissing = new(9043);
    internal static readonly DiagnosticCode AccessInUse = new(9044);
    internal static readonly DiagnosticCode BrokenAudit = new(9045);
    internal static readonly DiagnosticCode TooManyRequests = new(9050);
    internal static readonly DiagnosticCode BadCertificate = new(9053);
    internal static readonly DiagnosticCode AuditUnwritable = new(9054);
    internal static readonly DiagnosticCode BadLoggingSection = new(9065);

    internal static readonly DiagnosticCode MissingCredential = new(9030);
    internal static readonly DiagnosticCode BadCredential = new(9031);
    internal static readonly DiagnosticCode StoreClosed = new(9032);
    internal static readonly DiagnosticCode NameTaken = new(9034);
    internal static readonly DiagnosticCode IssuerUnreachable = new(9035);
    internal static readonly DiagnosticCode TokenByToken = new(9036);
    internal static readonly DiagnosticCode SignInFailed = new(9037);

    /// <summary>Whether it is about a schema, or what one finds.</summary>
    internal bool IsOfSchemas => Number is >= 5000 and < 6000;

    /// <summary>Whether it is that of a rule, whose findings may be as grave as a project likes.</summary>
    internal bool IsRule => Number is > 6000 and < 7000;

    /// <summary>The code as it is shown: <c>STR</c> and four digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"STR{Number:D4}");
}

/** Calls and events of the scheduler, executor and master's operator API, in the notation of `shapes.ts`. */
export const API_SHAPES = `
scheduler.Call
  1 framework_id FrameworkID, 2 type .Type, 3 subscribe .Subscribe, 4 accept .Accept,
  5 decline .Decline, 13 accept_inverse_offers .AcceptInverseOffers,
  14 decline_inverse_offers .DeclineInverseOffers, 15 revive .Revive, 6 kill .Kill,
  7 shutdown .Shutdown, 8 acknowledge .Acknowledge,
  17 acknowledge_operation_status .AcknowledgeOperationStatus, 9 reconcile .Reconcile,
  18 reconcile_operations .ReconcileOperations, 10 message .Message, 11 request .Request,
  16 suppress .Suppress, 19 update_framework .UpdateFramework
enum scheduler.Call.Type
  0 UNKNOWN, 1 SUBSCRIBE, 2 TEARDOWN, 3 ACCEPT, 4 DECLINE, 13 ACCEPT_INVERSE_OFFERS,
  14 DECLINE_INVERSE_OFFERS, 5 REVIVE, 6 KILL, 7 SHUTDOWN, 8 ACKNOWLEDGE,
  15 ACKNOWLEDGE_OPERATION_STATUS, 9 RECONCILE, 16 RECONCILE_OPERATIONS, 10 MESSAGE, 11 REQUEST,
  12 SUPPRESS, 17 UPDATE_FRAMEWORK
scheduler.Call.Subscribe
  1 framework_info! FrameworkInfo, 2 suppressed_roles* string,
  3 offer_constraints scheduler.OfferConstraints
scheduler.OfferConstraints
  1 role_constraints{} .RoleConstraints
scheduler.OfferConstraints.RoleConstraints
  1 groups* .Group
scheduler.OfferConstraints.RoleConstraints.Group
  1 attribute_constraints* scheduler.AttributeConstraint
scheduler.AttributeConstraint
  1 selector! .Selector, 2 predicate! .Predicate
scheduler.AttributeConstraint.Selector
  1 pseudoattribute_type .PseudoattributeType, 2 attribute_name string
enum scheduler.AttributeConstraint.Selector.PseudoattributeType
  0 UNKNOWN, 1 HOSTNAME, 2 REGION, 3 ZONE
scheduler.AttributeConstraint.Predicate
  1 exists .Exists, 2 not_exists .NotExists, 3 text_equals .TextEquals,
  4 text_not_equals .TextNotEquals, 5 text_matches .TextMatches,
  6 text_not_matches .TextNotMatches
scheduler.AttributeConstraint.Predicate.Exists
scheduler.AttributeConstraint.Predicate.NotExists
scheduler.AttributeConstraint.Predicate.TextEquals
  1 value! string
scheduler.AttributeConstraint.Predicate.TextNotEquals
  1 value! string
scheduler.AttributeConstraint.Predicate.TextMatches
  1 regex! string
scheduler.AttributeConstraint.Predicate.TextNotMatches
  1 regex! string
scheduler.Call.Accept
  1 offer_ids* OfferID, 2 operations* Offer.Operation, 3 filters Filters
scheduler.Call.Decline
  1 offer_ids* OfferID, 2 filters Filters
scheduler.Call.AcceptInverseOffers
  1 inverse_offer_ids* OfferID, 2 filters Filters
scheduler.Call.DeclineInverseOffers
  1 inverse_offer_ids* OfferID, 2 filters Filters
scheduler.Call.Revive
  1 roles* string
scheduler.Call.Kill
  1 task_id! TaskID, 2 agent_id AgentID, 3 kill_policy KillPolicy
scheduler.Call.Shutdown
  1 executor_id! ExecutorID, 2 agent_id! AgentID
scheduler.Call.Acknowledge
  1 agent_id! AgentID, 2 task_id! TaskID, 3 uuid! bytes
scheduler.Call.AcknowledgeOperationStatus
  1 agent_id AgentID, 2 resource_provider_id ResourceProviderID, 3 uuid! bytes,
  4 operation_id! OperationID
scheduler.Call.Reconcile
  1 tasks* .Task
scheduler.Call.Reconcile.Task
  1 task_id! TaskID, 2 agent_id AgentID
scheduler.Call.ReconcileOperations
  1 operations* .Operation
scheduler.Call.ReconcileOperations.Operation
  1 operation_id! OperationID, 2 agent_id AgentID, 3 resource_provider_id ResourceProviderID
scheduler.Call.Message
  1 agent_id! AgentID, 2 executor_id! ExecutorID, 3 data! bytes
scheduler.Call.Request
  1 requests* Request
scheduler.Call.Suppress
  1 roles* string
scheduler.Call.UpdateFramework
  1 framework_info! FrameworkInfo, 2 suppressed_roles* string,
  3 offer_constraints scheduler.OfferConstraints
scheduler.Event
  1 type .Type, 2 subscribed .Subscribed, 3 offers .Offers, 9 inverse_offers .InverseOffers,
  4 rescind .Rescind, 10 rescind_inverse_offer .RescindInverseOffer, 5 update .Update,
  11 update_operation_status .UpdateOperationStatus, 6 message .Message, 7 failure .Failure,
  8 error .Error
enum scheduler.Event.Type
  0 UNKNOWN, 1 SUBSCRIBED, 2 OFFERS, 9 INVERSE_OFFERS, 3 RESCIND, 10 RESCIND_INVERSE_OFFER,
  4 UPDATE, 11 UPDATE_OPERATION_STATUS, 5 MESSAGE, 6 FAILURE, 7 ERROR, 8 HEARTBEAT
scheduler.Event.Subscribed
  1 framework_id! FrameworkID, 2 heartbeat_interval_seconds double, 3 master_info MasterInfo
scheduler.Event.Offers
  1 offers* Offer
scheduler.Event.InverseOffers
  1 inverse_offers* InverseOffer
scheduler.Event.Rescind
  1 offer_id! OfferID
scheduler.Event.RescindInverseOffer
  1 inverse_offer_id! OfferID
scheduler.Event.Update
  1 status! TaskStatus
scheduler.Event.UpdateOperationStatus
  1 status! OperationStatus
scheduler.Event.Message
  1 agent_id! AgentID, 2 executor_id! ExecutorID, 3 data! bytes
scheduler.Event.Failure
  1 agent_id AgentID, 2 executor_id ExecutorID, 3 status int32
scheduler.Event.Error
  1 message! string
executor.Call
  1 executor_id! ExecutorID, 2 framework_id! FrameworkID, 3 type .Type, 4 subscribe .Subscribe,
  5 update .Update, 6 message .Message
enum executor.Call.Type
  0 UNKNOWN, 1 SUBSCRIBE, 2 UPDATE, 3 MESSAGE, 4 HEARTBEAT
executor.Call.Subscribe
  1 unacknowledged_tasks* TaskInfo, 2 unacknowledged_updates* executor.Call.Update
executor.Call.Update
  1 status! TaskStatus
executor.Call.Message
  2 data! bytes
executor.Event
  1 type .Type, 2 subscribed .Subscribed, 3 acknowledged .Acknowledged, 4 launch .Launch,
  8 launch_group .LaunchGroup, 5 kill .Kill, 6 message .Message, 7 error .Error
enum executor.Event.Type
  0 UNKNOWN, 1 SUBSCRIBED, 2 LAUNCH, 8 LAUNCH_GROUP, 3 KILL, 4 ACKNOWLEDGED, 5 MESSAGE, 6 ERROR,
  7 SHUTDOWN, 9 HEARTBEAT
executor.Event.Subscribed
  1 executor_info! ExecutorInfo, 2 framework_info! FrameworkInfo, 3 agent_info! AgentInfo,
  4 container_id ContainerID
executor.Event.Acknowledged
  1 task_id! TaskID, 2 uuid! bytes
executor.Event.Launch
  1 task! TaskInfo
executor.Event.LaunchGroup
  1 task_group! TaskGroupInfo
executor.Event.Kill
  1 task_id! TaskID, 2 kill_policy KillPolicy
executor.Event.Message
  1 data! bytes
executor.Event.Error
  1 message! string
master.Call
  1 type .Type, 2 get_metrics .GetMetrics, 3 set_logging_level .SetLoggingLevel,
  4 list_files .ListFiles, 5 read_file .ReadFile, 6 update_weights .UpdateWeights,
  7 reserve_resources .ReserveResources, 8 unreserve_resources .UnreserveResources,
  9 create_volumes .CreateVolumes, 10 destroy_volumes .DestroyVolumes, 18 grow_volume .GrowVolume,
  19 shrink_volume .ShrinkVolume, 11 update_maintenance_schedule .UpdateMaintenanceSchedule,
  12 start_maintenance .StartMaintenance, 13 stop_maintenance .StopMaintenance,
  21 drain_agent .DrainAgent, 22 deactivate_agent .DeactivateAgent,
  23 reactivate_agent .ReactivateAgent, 20 update_quota .UpdateQuota, 16 teardown .Teardown,
  17 mark_agent_gone .MarkAgentGone, 14 set_quota .SetQuota, 15 remove_quota .RemoveQuota
enum master.Call.Type
  0 UNKNOWN, 1 GET_HEALTH, 2 GET_FLAGS, 3 GET_VERSION, 4 GET_METRICS, 5 GET_LOGGING_LEVEL,
  6 SET_LOGGING_LEVEL, 7 LIST_FILES, 8 READ_FILE, 9 GET_STATE, 10 GET_AGENTS, 11 GET_FRAMEWORKS,
  12 GET_EXECUTORS, 33 GET_OPERATIONS, 13 GET_TASKS, 14 GET_ROLES, 15 GET_WEIGHTS,
  16 UPDATE_WEIGHTS, 17 GET_MASTER, 18 SUBSCRIBE, 19 RESERVE_RESOURCES, 20 UNRESERVE_RESOURCES,
  21 CREATE_VOLUMES, 22 DESTROY_VOLUMES, 34 GROW_VOLUME, 35 SHRINK_VOLUME,
  23 GET_MAINTENANCE_STATUS, 24 GET_MAINTENANCE_SCHEDULE, 25 UPDATE_MAINTENANCE_SCHEDULE,
  26 START_MAINTENANCE, 27 STOP_MAINTENANCE, 37 DRAIN_AGENT, 38 DEACTIVATE_AGENT,
  39 REACTIVATE_AGENT, 28 GET_QUOTA, 36 UPDATE_QUOTA, 29 SET_QUOTA, 30 REMOVE_QUOTA, 31 TEARDOWN,
  32 MARK_AGENT_GONE
master.Call.GetMetrics
  1 timeout DurationInfo
master.Call.SetLoggingLevel
  1 level! uint32, 2 duration! DurationInfo
master.Call.ListFiles
  1 path! string
master.Call.ReadFile
  1 path! string, 2 offset! uint64, 3 length uint64
master.Call.UpdateWeights
  1 weight_infos* WeightInfo
master.Call.ReserveResources
  1 agent_id! AgentID, 3 source* Resource, 2 resources* Resource
master.Call.UnreserveResources
  1 agent_id! AgentID, 2 resources* Resource
master.Call.CreateVolumes
  1 agent_id! AgentID, 2 volumes* Resource
master.Call.DestroyVolumes
  1 agent_id! AgentID, 2 volumes* Resource
master.Call.GrowVolume
  1 agent_id AgentID, 2 volume! Resource, 3 addition! Resource
master.Call.ShrinkVolume
  1 agent_id AgentID, 2 volume! Resource, 3 subtract! Value.Scalar
master.Call.UpdateMaintenanceSchedule
  1 schedule! maintenance.Schedule
master.Call.StartMaintenance
  1 machines* MachineID
master.Call.StopMaintenance
  1 machines* MachineID
master.Call.DrainAgent
  1 agent_id! AgentID, 2 max_grace_period google.Duration, 3 mark_gone bool
master.Call.DeactivateAgent
  1 agent_id! AgentID
master.Call.ReactivateAgent
  1 agent_id! AgentID
master.Call.UpdateQuota
  1 force bool, 2 quota_configs* quota.QuotaConfig
master.Call.Teardown
  1 framework_id! FrameworkID
master.Call.MarkAgentGone
  1 agent_id! AgentID
master.Call.SetQuota
  1 quota_request! quota.QuotaRequest
master.Call.RemoveQuota
  1 role! string
master.Response
  1 type .Type, 2 get_health .GetHealth, 3 get_flags .GetFlags, 4 get_version .GetVersion,
  5 get_metrics .GetMetrics, 6 get_logging_level .GetLoggingLevel, 7 list_files .ListFiles,
  8 read_file .ReadFile, 9 get_state .GetState, 10 get_agents .GetAgents,
  11 get_frameworks .GetFrameworks, 12 get_executors .GetExecutors,
  20 get_operations .GetOperations, 13 get_tasks .GetTasks, 14 get_roles .GetRoles,
  15 get_weights .GetWeights, 16 get_master .GetMaster,
  17 get_maintenance_status .GetMaintenanceStatus,
  18 get_maintenance_schedule .GetMaintenanceSchedule, 19 get_quota .GetQuota
enum master.Response.Type
  0 UNKNOWN, 1 GET_HEALTH, 2 GET_FLAGS, 3 GET_VERSION, 4 GET_METRICS, 5 GET_LOGGING_LEVEL,
  6 LIST_FILES, 7 READ_FILE, 8 GET_STATE, 9 GET_AGENTS, 10 GET_FRAMEWORKS, 11 GET_EXECUTORS,
  19 GET_OPERATIONS, 12 GET_TASKS, 13 GET_ROLES, 14 GET_WEIGHTS, 15 GET_MASTER,
  16 GET_MAINTENANCE_STATUS, 17 GET_MAINTENANCE_SCHEDULE, 18 GET_QUOTA
master.Response.GetHealth
  1 healthy! bool
master.Response.GetFlags
  1 flags* Flag
master.Response.GetVersion
  1 version_info! VersionInfo
master.Response.GetMetrics
  1 metrics* Metric
master.Response.GetLoggingLevel
  1 level! uint32
master.Response.ListFiles
  1 file_infos* FileInfo
master.Response.ReadFile
  1 size! uint64, 2 data! bytes
master.Response.GetState
  1 get_tasks master.Response.GetTasks, 2 get_executors master.Response.GetExecutors,
  3 get_frameworks master.Response.GetFrameworks, 4 get_agents master.Response.GetAgents
master.Response.GetTasks
  1 pending_tasks* Task, 2 tasks* Task, 5 unreachable_tasks* Task, 3 completed_tasks* Task,
  4 orphan_tasks* Task
master.Response.GetExecutors
  1 executors* .Executor, 2 orphan_executors* .Executor
master.Response.GetExecutors.Executor
  1 executor_info! ExecutorInfo, 2 agent_id! AgentID
master.Response.GetFrameworks
  1 frameworks* .Framework, 2 completed_frameworks* .Framework,
  3 recovered_frameworks* FrameworkInfo
master.Response.GetFrameworks.Framework
  1 framework_info! FrameworkInfo, 2 active! bool, 3 connected! bool, 11 recovered! bool,
  4 registered_time TimeInfo, 5 reregistered_time TimeInfo, 6 unregistered_time TimeInfo,
  7 offers* Offer, 8 inverse_offers* InverseOffer, 9 allocated_resources* Resource,
  10 offered_resources* Resource, 12 offer_constraints scheduler.OfferConstraints
master.Response.GetAgents
  1 agents* .Agent, 2 recovered_agents* AgentInfo
master.Response.GetAgents.Agent
  1 agent_info! AgentInfo, 2 active! bool, 12 deactivated bool, 3 version! string, 4 pid string,
  5 registered_time TimeInfo, 6 reregistered_time TimeInfo, 7 total_resources* Resource,
  8 allocated_resources* Resource, 9 offered_resources* Resource,
  10 capabilities* AgentInfo.Capability, 11 resource_providers* .ResourceProvider,
  13 drain_info DrainInfo, 14 estimated_drain_start_time TimeInfo
master.Response.GetAgents.Agent.ResourceProvider
  1 resource_provider_info! ResourceProviderInfo, 2 total_resources* Resource
master.Response.GetOperations
  1 operations* Operation
master.Response.GetRoles
  1 roles* Role
master.Response.GetWeights
  1 weight_infos* WeightInfo
master.Response.GetMaster
  1 master_info MasterInfo, 2 start_time double, 3 elected_time double
master.Response.GetMaintenanceStatus
  1 status! maintenance.ClusterStatus
master.Response.GetMaintenanceSchedule
  1 schedule! maintenance.Schedule
master.Response.GetQuota
  1 status! quota.QuotaStatus
master.Event
  1 type .Type, 2 subscribed .Subscribed, 3 task_added .TaskAdded, 4 task_updated .TaskUpdated,
  5 agent_added .AgentAdded, 6 agent_removed .AgentRemoved, 7 framework_added .FrameworkAdded,
  8 framework_updated .FrameworkUpdated, 9 framework_removed .FrameworkRemoved
enum master.Event.Type
  0 UNKNOWN, 1 SUBSCRIBED, 2 TASK_ADDED, 3 TASK_UPDATED, 4 AGENT_ADDED, 5 AGENT_REMOVED,
  6 FRAMEWORK_ADDED, 7 FRAMEWORK_UPDATED, 8 FRAMEWORK_REMOVED, 9 HEARTBEAT
master.Event.Subscribed
  1 get_state master.Response.GetState, 2 heartbeat_interval_seconds double
master.Event.TaskAdded
  1 task! Task
master.Event.TaskUpdated
  1 framework_id! FrameworkID, 2 status! TaskStatus, 3 state! TaskState
master.Event.AgentAdded
  1 agent! master.Response.GetAgents.Agent
master.Event.AgentRemoved
  1 agent_id! AgentID
master.Event.FrameworkAdded
  1 framework! master.Response.GetFrameworks.Framework
master.Event.FrameworkUpdated
  1 framework! master.Response.GetFrameworks.Framework
master.Event.FrameworkRemoved
  1 framework_info! FrameworkInfo
`;
